// The charger page: the sheet that asks before stopping, sharing, and pull to refresh.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const sheet = document.getElementById("stop-dialog"), form = document.getElementById("stop-form");
  const question = document.getElementById("stop-question");

  // stop, in two steps
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-stop]");
    if (!button) return;
    event.preventDefault();
    form.action = button.dataset.stop;
    question.textContent = button.dataset.question;
    sheet.showModal();
  });
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const action = form.getAttribute("action"), button = asking();
    sheet.close();
    if (button) {
      button.dataset.pending = "";
      button.querySelector(".label").textContent = words.stopping;
    }
    document.getElementById("said").replaceChildren();
    window.htmx.ajax("POST", action, { source: form, target: "#live", swap: "innerMorph" });
  });
  const asking = () => Array.from(document.querySelectorAll("[data-stop]")).find((button) => button.dataset.stop === form.getAttribute("action"));
  document.addEventListener("htmx:after:swap", () => {
    if (!sheet.open) return;
    const button = asking();
    if (button) question.textContent = button.dataset.question;
    else sheet.close(); // it has ended meanwhile
  });

  // share
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-share]");
    if (!link) return;
    event.preventDefault();
    try {
      if (navigator.share) await navigator.share({ title: link.dataset.share, url: link.href });
      else {
        await navigator.clipboard.writeText(link.href);
        told(words.copied);
      }
    } catch (fault) {
      if (fault.name !== "AbortError") location.href = link.href;
    }
  });
  function told(text) {
    const line = document.getElementById("refresh-line");
    line.textContent = text;
  }

  // pull to refresh, on touch
  const FAR = 72, pull = document.getElementById("pull"), label = pull.querySelector("span");
  let from = null, way = 0;
  const inDialog = (target) => sheet.open || Boolean(target.closest?.("dialog"));
  document.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 && window.scrollY <= 0 && !inDialog(event.target) ? event.touches[0].clientY : null;
    way = 0;
  }, { passive: true });
  document.addEventListener("touchmove", (event) => {
    if (from === null) return;
    way = Math.max(0, Math.min(120, (event.touches[0].clientY - from) / 2));
    pull.classList.toggle("pulled", way > 8);
    document.documentElement.style.setProperty("--pull", `${way}px`);
    label.textContent = way >= FAR ? words.release : words.pull;
  }, { passive: true });
  for (const name of ["touchend", "touchcancel"]) {
    document.addEventListener(name, () => {
      if (from !== null && name === "touchend" && way >= FAR) document.getElementById("refresh-form").requestSubmit();
      from = null;
      pull.classList.remove("pulled");
      document.documentElement.style.removeProperty("--pull");
    });
  }
})();

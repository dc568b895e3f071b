// Pages with a live part: the channel that the server pushes through, and what to do when it is cut.
// Loaded before htmx, so that no event of the first connection is missed.
"use strict";
(() => {
  const POLL_MS = 10000, SILENCE_MS = 40000, GRACE_MS = 2500, FIRST_MS = 8000;
  const live = document.getElementById("live"), sign = document.getElementById("channel");
  const words = JSON.parse(document.getElementById("words").textContent);
  const url = live.getAttribute("hx-sse:connect");
  let open = false, beats = false, heardAt = 0, polls = null;
  let doubt = setTimeout(fallBack, FIRST_MS); // a channel that never opens is as cut as one that was

  // forms
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRF-Token"] = document.querySelector('meta[name="csrf"]').content;
  });
  document.addEventListener("htmx:finally:request", (event) => {
    if (event.detail.ctx.request.method !== "POST") return;
    renew();
    document.dispatchEvent(new CustomEvent("chargehand:banner"));
  });
  // A nonce names one wish. A new wish on the same page gets a new one; a double tap does not.
  function renew() {
    const signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const chance = crypto.getRandomValues(new Uint8Array(22));
    const nonce = Array.from(chance, (byte) => signs[byte % 62]).join("");
    document.querySelectorAll('input[name="nonce"]').forEach((field) => { field.value = nonce; });
  }
  function failed(event) {
    const ctx = event.detail.ctx;
    if (!ctx || ctx.sourceElement === live) return cut();
    if (ctx.response && ctx.response.status === 401) return location.reload();
    document.querySelectorAll("#live [data-pending]").forEach((button) => { delete button.dataset.pending; });
    notice(ctx?.request?.action ?? "");
    look();
  }
  document.addEventListener("htmx:response:error", failed);
  document.addEventListener("htmx:error", failed);
  function notice(action) {
    const box = document.getElementById("network").content.cloneNode(true);
    if (!action.endsWith("/stop")) box.querySelector(".help").remove();
    document.getElementById("said").replaceChildren(box);
  }

  // the channel
  live.addEventListener("htmx:sse:after:connection", () => {
    open = true;
    heardAt = Date.now();
    clearTimeout(doubt);
    doubt = null;
    clearInterval(polls);
    polls = null;
    sign.hidden = true;
  });
  for (const name of ["htmx:sse:after:message", "beat"]) {
    live.addEventListener(name, () => { heardAt = Date.now(); beats = beats || name === "beat"; });
  }
  live.addEventListener("htmx:sse:error", (event) => {
    if (event.detail.status === 401) location.reload(); // signed out elsewhere
    else cut();
  });
  live.addEventListener("htmx:sse:close", cut);
  live.addEventListener("htmx:sse:before:connection", (event) => {
    if (event.detail.connection.attempt > 0) cut();
  });
  function cut() {
    open = false;
    if (doubt === null && polls === null) doubt = setTimeout(fallBack, GRACE_MS);
  }
  function fallBack() {
    doubt = null;
    if (open || document.hidden) return;
    sign.textContent = words.cut;
    sign.hidden = false;
    look();
    polls = polls || setInterval(() => { look(); if (!live._htmx?.sse) connect(); }, POLL_MS);
  }
  const connect = () => window.htmx?.process(live, true);
  setInterval(() => {
    if (open && beats && !document.hidden && Date.now() - heardAt > SILENCE_MS) {
      cut();
      connect();
    }
  }, 5000);

  // What is pushed and what a form is answered may overtake each other: facts older than those shown are let go.
  const facts = (place) => Number(place.querySelector("[data-facts]")?.dataset.facts ?? 0);
  document.addEventListener("htmx:before:swap", (event) => {
    const { tasks } = event.detail, kept = tasks.filter((task) => task.target !== live || facts(task.fragment) >= facts(live));
    tasks.splice(0, tasks.length, ...kept);
  });

  // Asks for the whole fragment once.
  let looking = false;
  async function look() {
    if (looking || document.hidden) return;
    looking = true;
    try {
      const answer = await fetch(url, { headers: { "X-Fragment": "1", Accept: "text/html" }, cache: "no-store" });
      if (answer.redirected || answer.status === 401 || answer.status === 404) return location.reload();
      if (!answer.ok) return;
      await window.htmx.swap({ sourceElement: live, target: live, swap: "innerMorph", text: await answer.text() });
    } catch {
      cut();
    } finally {
      looking = false;
    }
  }
  document.addEventListener("chargehand:look", look);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    look();
    if (!open) cut();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    look();
    connect();
  });
  window.addEventListener("online", () => { look(); connect(); });
  window.addEventListener("offline", cut);
})();

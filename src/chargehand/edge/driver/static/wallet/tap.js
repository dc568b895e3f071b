// Waiting for a tap: the countdown ticks here, what came of it is asked for once a second, and a tap is answered at once.
"use strict";
(() => {
  const place = document.getElementById("tap");
  const form = document.getElementById("tap-form");
  if (!place || !form) return;
  const step = () => place.querySelector("[data-step]");
  const ahead = Date.parse(step().dataset.now) - Date.now(); // the server's clock, of this device's
  let sent = false;

  function tick() {
    const left = place.querySelector("[data-left]");
    if (!left) return;
    const seconds = Math.max(0, Math.round((Date.parse(step().dataset.ends) - Date.now() - ahead) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function answer() {
    if (sent || step().dataset.step !== "tapped") return;
    sent = true;
    form.submit();
  }

  async function ask() {
    const now = step().dataset.step;
    if (now !== "waiting" && now !== "tapped") return;
    try {
      const told = await fetch(location.href, { headers: { "X-Fragment": "1" }, cache: "no-store" });
      if (told.status === 404 || told.status === 401) return;
      if (told.ok) {
        const text = await told.text();
        if (!text.includes(`data-step="${step().dataset.step}"`)) place.innerHTML = text;
      }
    } catch {
      // The next question may get through.
    }
    answer();
    setTimeout(ask, 1000);
  }

  setInterval(tick, 250);
  tick();
  answer();
  setTimeout(ask, 500);
})();

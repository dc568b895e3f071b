// Every page: clocks that tick, cards that stop looking live, the banner, what is kept for offline.
// The server says what is true; here only time passes.
"use strict";
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const LAST = "chargehand.last";
  let ahead = 0; // how far the server's clock is ahead of this device's, in ms

  const say = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const now = () => Date.now() + ahead;
  const two = (count) => String(count).padStart(2, "0");

  function elapsed(ms) {
    const s = Math.max(0, Math.floor(ms / 1000)), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return h ? `${h}:${two(m)}:${two(s % 60)}` : `${m}:${two(s % 60)}`;
  }
  function span(ms) {
    const s = Math.max(0, Math.floor(ms / 1000)), m = Math.floor(s / 60);
    if (s < 60) return `${s} s`;
    return m < 60 ? `${m} min` : `${Math.floor(m / 60)} h ${two(m % 60)} min`;
  }
  const ticks = {
    elapsed: (at, until) => elapsed(until - at),
    age: (at) => say("age", { age: span(now() - at) }),
    left: (at) => say("left", { age: elapsed(at - now()) }),
  };

  function setClock() {
    const told = document.querySelector("[data-now]");
    if (told && told.dataset.now !== setClock.told) {
      setClock.told = told.dataset.now;
      ahead = Date.parse(told.dataset.now) - Date.now();
    }
  }
  function tick() {
    for (const element of document.querySelectorAll("[data-stale-at]")) age(element);
    for (const element of document.querySelectorAll("[data-tick]")) {
      const at = Date.parse(element.dataset.at), stale = element.closest(".is-stale");
      if (!at) continue;
      // A session that nobody confirms has no clock that runs: it stands where it was last known.
      const until = stale && element.dataset.until ? Date.parse(element.dataset.until) : now();
      const text = ticks[element.dataset.tick](at, until);
      if (element.textContent !== text) element.textContent = text;
    }
    for (const element of document.querySelectorAll("[data-deadline]")) due(element);
  }
  function age(element) {
    const at = Date.parse(element.dataset.staleAt);
    if (!at) return;
    const left = at - now();
    if (left < 3000 && element.dataset.asked !== element.dataset.staleAt) {
      element.dataset.asked = element.dataset.staleAt;
      look();
    }
    if (left >= 0 || element.classList.contains("is-stale")) return;
    element.classList.add("is-stale");
    element.classList.remove("breathing");
    element.querySelectorAll(".confirmed-word").forEach((word) => { word.hidden = true; });
    element.querySelectorAll(".unconfirmed-word").forEach((word) => { word.hidden = false; });
  }
  // Something is under way until a deadline: shortly after it we ask what became of it, so that nothing spins for ever.
  const asked = new Map();
  function due(element) {
    const deadline = element.dataset.deadline, over = now() - Date.parse(deadline), times = asked.get(deadline) || 0;
    if (over > 1000 * (1 + 5 * times) && times < 4) {
      asked.set(deadline, times + 1);
      look();
    }
  }
  const look = () => document.dispatchEvent(new CustomEvent("chargehand:look"));

  // The banner on top of the page.
  const place = document.getElementById("banner");
  async function banner() {
    if (!place || document.hidden) return;
    try {
      const answer = await fetch("/banner", { headers: { "X-Fragment": "1", Accept: "text/html" }, cache: "no-store" });
      if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
    } catch { /* offline: the banner stays as it is and goes stale by itself */ }
  }
  document.addEventListener("chargehand:banner", banner);
  document.addEventListener("visibilitychange", banner);
  if (place) setInterval(banner, 30000);

  // What an offline page may show: the last session that was seen in progress, with its age.
  function keep() {
    const card = document.querySelector("[data-last]");
    if (card) localStorage.setItem(LAST, card.dataset.last);
    else if (document.getElementById("live")) localStorage.removeItem(LAST);
  }
  function recall() {
    const shelf = document.querySelector("[data-last-known]"), kept = localStorage.getItem(LAST);
    if (!shelf || !kept) return;
    const last = JSON.parse(kept);
    shelf.querySelector("p").textContent = say("last", { ...last, age: span(Date.now() - Date.parse(last.at)) });
    shelf.hidden = false;
  }
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) localStorage.removeItem(LAST);
  });

  // The server writes clocks for where this device is; known from the next request on, the live part's among them.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const tls = location.protocol === "https:", told = `${tls ? "__Host-" : ""}zone=${zone}`;
  if (zone && !document.cookie.split("; ").includes(told)) {
    document.cookie = `${told}; path=/; max-age=31536000; samesite=lax${tls ? "; secure" : ""}`;
    banner();
  }

  // The banner agrees with the cards on the page: their energy at once, another word by asking anew.
  const spoken = () => Array.from(document.querySelectorAll(".live-card"), (card) => card.id + card.querySelector(".word").textContent).join();
  let before = spoken();
  function agree() {
    for (const card of document.querySelectorAll("[data-last]")) {
      const figure = document.querySelector(`#${card.id.replace("card-", "banner-")} strong`);
      if (figure) figure.textContent = `${JSON.parse(card.dataset.last).energy} kWh`;
    }
    const now = spoken();
    if (now !== before) banner();
    before = now;
  }
  function fresh() {
    setClock();
    tick();
    keep();
    agree();
  }
  document.addEventListener("htmx:after:swap", fresh);
  fresh();
  recall();
  setInterval(tick, 1000);
  const version = document.querySelector('meta[name="assets"]').content;
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`/sw.js?v=${version}`).catch(() => {});
})();

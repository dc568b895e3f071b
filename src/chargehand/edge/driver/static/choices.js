// The settings page: whether this device lets itself be told, said plainly, and one button to change it.
"use strict";
(() => {
  const place = document.getElementById("this-device"), word = document.getElementById("this-device-word");
  const on = document.getElementById("push-on"), off = document.getElementById("push-off");
  const words = JSON.parse(place.dataset.words), key = place.dataset.key;
  const csrf = document.querySelector('meta[name="csrf"]').content;

  function show(state, said) {
    place.dataset.state = state;
    word.textContent = words[said || state];
    on.hidden = state !== "off";
    off.hidden = state !== "on";
  }
  async function ask(method, path, body) {
    const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const register = (subscription) => {
    const { endpoint, keys } = subscription.toJSON();
    return ask("POST", "/api/v1/notices/devices", { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  };
  const isOurs = (subscription) => {
    const made = subscription.options.applicationServerKey;
    return !made || String(new Uint8Array(made)) === String(bytes(key));
  };

  async function look() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return show("unsupported");
    if (!key) return show("unready");
    if (Notification.permission === "denied") return show("denied");
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    if (!subscription || Notification.permission !== "granted") return show("off");
    if (!isOurs(subscription)) { // made for a key that is no more
      await subscription.unsubscribe();
      return show("off");
    }
    await register(subscription); // whoever is signed in now is told here; the server keeps it once
    show("on");
  }
  async function turnOn() {
    if (await Notification.requestPermission() !== "granted") return look();
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
    try {
      await register(subscription);
    } catch (fault) {
      await subscription.unsubscribe(); // nobody would ever send there
      throw fault;
    }
    location.reload();
  }
  async function turnOff() {
    const { pushManager } = await navigator.serviceWorker.ready;
    const subscription = await pushManager.getSubscription();
    if (subscription) {
      const { id } = await register(subscription);
      await ask("DELETE", `/api/v1/notices/devices/${id}`);
      await subscription.unsubscribe();
    }
    location.reload();
  }
  const tried = (act, state) => async () => {
    try { await act(); } catch { show(state, "failed"); }
  };
  on.addEventListener("click", tried(turnOn, "off"));
  off.addEventListener("click", tried(turnOff, "on"));
  tried(look, "off")();
})();

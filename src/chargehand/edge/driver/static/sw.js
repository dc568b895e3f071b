// Keeps the shell for when there is no network, and shows what its driver is told. Nothing personal is kept here, and
// nothing live is ever taken from it.
"use strict";
const version = new URL(self.location.href).searchParams.get("v") || "";
const KEEP = `chargehand-${version}`;
const shell = ["tokens.css", "shell.css", "parts.css", "ticking.js"].map((name) => `/static/${name}${version ? `?v=${version}` : ""}`);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEEP).then((cache) => cache.addAll(["/offline", ...shell])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== KEEP).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  } else if (shell.includes(new URL(request.url).pathname + new URL(request.url).search)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});

// What is told: always shown, since browsers take the permission back otherwise; a newer one of the same takes its place.
self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch { /* shown without words of its own */ }
  const href = String(told.href || "/inbox"), tag = told.tag && String(told.tag);
  event.waitUntil(self.registration.showNotification(String(told.title || "Chargehand"), {
    body: String(told.body || ""),
    tag,
    renotify: Boolean(tag),
    timestamp: Number(told.at) || Date.now(),
    icon: "/static/icons/mark-192.png",
    badge: "/static/icons/mark-192.png",
    data: { href },
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const asked = new URL(event.notification.data?.href || "/inbox", self.location.origin);
  const href = asked.origin === self.location.origin ? asked.href : `${self.location.origin}/inbox`;
  event.waitUntil(self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(async (windows) => {
    for (const each of windows) {
      if (!("navigate" in each)) continue;
      try {
        return (await each.navigate(href) || each).focus();
      } catch { /* not ours to move */ }
    }
    return self.clients.openWindow(href);
  }));
});

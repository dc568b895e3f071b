// Keeps the shell for when there is no network. Nothing personal is kept here, and nothing live is ever taken from it.
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

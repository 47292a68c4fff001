// Keeps the shell of one page, which is shown when the hospital cannot be reached. `NAME` and `FILES` stand before this.
// No page with anybody's data is ever kept here, and nothing but these files.
self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => names.filter((name) => name.startsWith("onething-") && name !== NAME));
  event.waitUntil(old.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => (await caches.match("/offline")) ?? Response.error()));
    return;
  }
  const url = new URL(request.url);
  if (url.origin === location.origin && FILES.includes(url.pathname + url.search)) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  }
});

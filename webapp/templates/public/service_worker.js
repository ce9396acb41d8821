// Keeps the files of the service and the page shown without a network: never a page of a citizen.
// Another list, or another page, is another version of this file: browsers then replace the one that they have.
"use strict";
const KEPT = "{{ version }}";
const OFFLINE_PAGE = {{ offline_page|tojson }};
const FILES = {{ files|tojson }};

async function install() {
  const cache = await caches.open(KEPT);
  await cache.addAll([OFFLINE_PAGE, ...FILES].map((path) => new Request(path, { cache: "reload" })));
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE_PAGE, { ignoreVary: true })) || Response.error();
  }
}

async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  // Forms go their own way: browsers offer to send them again, htmx tells it in the page.
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

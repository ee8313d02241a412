// Keeps the counter's pages for when the connection is lost: the network first, and what was kept when it does not
// answer. Only what is asked for with GET; presses are the page's own affair (door.js).

const SECONDS = 4; // a connection that says nothing for so long is as good as none
const STORE = "door";

async function answer(request) {
  const kept = await caches.open(STORE);
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), SECONDS * 1000);
  try {
    const response = await fetch(request, { signal: waiting.signal });
    if (response.ok && !response.redirected) await kept.put(request, response.clone());
    return response;
  } catch (error) {
    const found = await kept.match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const mine = new URL(event.request.url).origin === self.location.origin;
  if (event.request.method === "GET" && mine) event.respondWith(answer(event.request));
});

// The counter at a door. Each press gets an id and stays in this browser until the site has said that it has it, so
// nothing is lost with the connection and nothing counts twice. Without this script the buttons are plain forms.

const page = document.querySelector("[data-door]");
const { door, slot, presses: address, worker, keep } = page.dataset;
const levels = JSON.parse(page.dataset.levels);
const [number, words, state] = ["people", "words", "state"].map((name) => page.querySelector(`[data-${name}]`));
const token = page.querySelector("[name=csrfmiddlewaretoken]").value;
const EVERY = 5; // seconds between two looks at what others have pressed
const MOST = 200; // presses in one request

// One entry a press, so that two windows of one browser never write over each other.
const PRESS = `door ${door} press `;
const COUNT = `door ${door} count ${slot}`;
const memory = new Map(); // where the browser keeps nothing for this site
const store = usable() ?? {
  getItem: (key) => memory.get(key) ?? null,
  setItem: (key, value) => memory.set(key, value),
  removeItem: (key) => memory.delete(key),
  keys: () => [...memory.keys()],
};

function usable() {
  try {
    localStorage.setItem(`${PRESS}test`, "");
    localStorage.removeItem(`${PRESS}test`);
    return localStorage;
  } catch {
    return null;
  }
}

const keys = () => (store.keys ? store.keys() : Object.keys(store));

/** Return the presses that the site has not acknowledged, oldest first. */
function waiting() {
  const found = [];
  for (const key of keys()) {
    if (!key.startsWith(PRESS)) continue;
    try {
      found.push({ id: key.slice(PRESS.length), ...JSON.parse(store.getItem(key)) });
    } catch {
      store.removeItem(key); // not ours
    }
  }
  return found.sort((one, other) => one.at - other.at);
}

/** Return the number that the site said last: as this page was written, or in an answer since, whichever is newer. */
function said() {
  const written = { people: Number(page.dataset.now), at: Number(page.dataset.at) };
  const answered = JSON.parse(store.getItem(COUNT) ?? "null");
  return (answered?.at > written.at ? answered : written).people;
}

/** Show the site's number with the presses of this browser that it does not know yet. */
function show() {
  const unsent = waiting();
  const here = unsent.filter((press) => press.slot === slot);
  const people = here.reduce((sum, press) => Math.max(0, sum + press.change), said());
  number.textContent = String(people);
  words.textContent = levels.findLast(([least]) => people >= least)[1];
  return unsent.length;
}

let reached = true;
let problem = "";

function tell() {
  const unsent = show();
  const kept = unsent === 1 ? "1 press is kept" : `${unsent} presses are kept`;
  state.classList.toggle("door__state--waiting", !reached || Boolean(problem));
  if (problem) state.textContent = unsent ? `${problem} ${kept} on this device.` : problem;
  else if (!reached) state.textContent = `No connection. ${unsent ? `${kept} on this device and sent later.` : "Go on: presses are kept."}`;
  else state.textContent = unsent ? "Sending …" : "All presses are counted.";
}

function press(change) {
  const made = { slot, change, at: Date.now() };
  store.setItem(PRESS + newId(), JSON.stringify(made));
  if (navigator.vibrate) navigator.vibrate(15);
  tell();
  send();
}

/** Return a random UUID; crypto.randomUUID is only there on secure pages. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

let sending = false;

async function send() {
  if (sending) return;
  sending = true;
  let more = false;
  try {
    const batch = waiting().slice(0, MOST);
    const now = Date.now();
    const body = {
      slots: [slot],
      presses: batch.map(({ at, ...rest }) => ({ ...rest, ago: Math.max(0, now - at) })),
    };
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    reached = true;
    if (response.ok) take(await response.json());
    else problem = response.status === 403 ? "Your link has run out. Open it again from the e-mail." : "The site could not count. We go on trying.";
    more = response.ok && waiting().length > 0;
  } catch {
    reached = false; // no connection, or it broke off: the presses stay and go out again under the same ids
  }
  sending = false;
  tell();
  if (more) send();
}

function take(answer) {
  problem = "";
  store.setItem(COUNT, JSON.stringify({ people: answer.counts[slot], at: answer.at }));
  for (const id of answer.done) store.removeItem(PRESS + id);
}

/** Keep this page, the next one and what they need, for when the page is loaded again without a connection. */
async function keepPages() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(worker);
  const kept = await caches.open("door");
  const addresses = [location.href, ...JSON.parse(keep)];
  await Promise.allSettled([...addresses.map((one) => kept.add(one)), navigator.serviceWorker.ready]);
  page.dataset.kept = "";
}

for (const button of page.querySelectorAll("button[name=change]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    press(Number(button.value));
  });
}
tell();
send();
setInterval(send, EVERY * 1000);
window.addEventListener("online", send);
window.addEventListener("storage", tell);
keepPages().catch(() => {}); // where the browser refuses, the page still counts as long as it stays open

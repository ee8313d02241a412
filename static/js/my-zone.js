// My Zone: stars beside sessions, kept in this browser alone. Pages without this script show no stars at all.

const link = document.querySelector("a[data-my-zone]");
const address = link.dataset.myZone;
const key = `my-zone ${address}`;
const page = document.querySelector("[data-my-page]");
const counted = document.querySelector("[data-my-zone-count]");
const buttons = new Map(); // session id → its buttons

/** Return the starred ids in order, or nothing when the browser keeps nothing for this site. */
function read() {
  try {
    const ids = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(ids) ? ids.filter(Number.isInteger) : []);
  } catch {
    return null;
  }
}

function write(stars) {
  try {
    localStorage.setItem(key, JSON.stringify([...stars]));
  } catch {
    // No room, or not allowed: the star does not stay, which the next look at it shows.
  }
  show();
}

const query = (stars) => (stars.size ? `?s=${[...stars].sort((a, b) => a - b).join(",")}` : "");

/** Bring stars, counts and links into line with what is kept. */
function show() {
  const stars = read() ?? new Set();
  for (const [id, some] of buttons) {
    for (const button of some) button.setAttribute("aria-pressed", String(stars.has(id)));
  }
  const label = stars.size ? `My Zone (${stars.size})` : "My Zone";
  for (const one of new Set([link, counted])) {
    if (!one) continue;
    one.textContent = label;
    one.href = address + query(stars);
  }
}

function addStar(place) {
  const id = Number(place.dataset.session);
  const title = place.dataset.title ?? place.querySelector("a").textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "star";
  button.setAttribute("aria-label", `Star “${title}” for My Zone`);
  button.addEventListener("click", () => {
    const stars = read() ?? new Set();
    if (!stars.delete(id)) stars.add(id);
    write(stars);
    if (page && mine) history.replaceState(null, "", address + query(stars));
  });
  place.append(button);
  buttons.set(id, [...(buttons.get(id) ?? []), button]);
}

const kept = read();
let mine = false; // whether this page lists the reader's own stars
if (kept) {
  for (const place of document.querySelectorAll("[data-session]")) addStar(place);
  if (page) listPage(kept);
  show();
  window.addEventListener("storage", show); // stars set in another window
  window.addEventListener("pageshow", show); // and those set since this page was left
}

/** The page that lists stars: without ids in its address it opens the reader's own. */
function listPage(stars) {
  if ("empty" in page.dataset && stars.size) {
    location.replace(address + query(stars));
    return;
  }
  const here = page.dataset.ids;
  mine = query(stars) === (here ? `?s=${here}` : "");
  const [copy, take, told] = ["copy", "take", "told"].map((name) => page.querySelector(`[data-${name}]`));
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      told.textContent = "The link is copied.";
    });
  }
  const give = page.querySelector("[data-give]");
  if (give && mine) offerToGive(give, here);
  if (take && !mine) {
    take.hidden = false;
    take.addEventListener("click", () => {
      write(new Set([...(read() ?? []), ...here.split(",").map(Number)]));
      take.hidden = true;
      told.textContent = "They are starred.";
    });
  }
}

/** Sends the stars to the organisers, only when asked to; the key lets this browser change or take back what it sent. */
function offerToGive(box, ids) {
  const kept = `${key} given`;
  const [send, back, said] = ["send", "take-back", "given"].map((name) => box.querySelector(`[data-${name}]`));
  box.hidden = false;
  back.hidden = localStorage.getItem(kept) === null;
  async function give(sessions, sentence) {
    const mark = localStorage.getItem(kept) ?? crypto.randomUUID();
    const body = new URLSearchParams({ key: mark, sessions });
    const answer = await fetch(box.dataset.address, { method: "POST", body, credentials: "omit" }).catch(() => null);
    if (!answer?.ok) {
      said.textContent = "That did not reach us. Try again in a moment.";
      return;
    }
    if (sessions) localStorage.setItem(kept, mark);
    else localStorage.removeItem(kept);
    back.hidden = !sessions;
    said.textContent = sentence;
  }
  send.addEventListener("click", () => give(ids, "Thank you, we have it."));
  back.addEventListener("click", () => give("", "It is taken back."));
}

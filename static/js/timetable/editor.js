// The timetable's editor: the grid of one day, the sessions that wait, the chosen one, undo, and what others do meanwhile.
// Without this module the page is a list with a link to a form for each session.

import { carryByKeyboard, carryByPointer } from "./carrying.js";
import { Grid, clock, overlaps } from "./grid.js";
import { Moves } from "./moves.js";

const SECONDS = 2; // between two looks at what others have done
const byId = (id) => document.getElementById(id);
const page = document.querySelector(".timetable");
const base = location.pathname;
const wide = matchMedia("(min-width: 900px)");

const editor = {
  data: JSON.parse(byId("board-data").textContent),
  date: document.querySelector(".timetable__days [aria-current]").dataset.date,
  grid: new Grid(byId("board"), byId("slots"), byId("slot-template")),
  chosen: null, // the id of the slot that the buttons at the side are for
  swapping: null, // the slot that waits for another one to change places with
  holding: false, // whether a session is being carried: then nothing is redrawn under it

  isGrid: () => wide.matches && "mayChange" in page.dataset,
  say(text) {
    byId("said").textContent = text;
  },
  refused(text) {
    byId("refusal").textContent = text;
    byId("refusal").hidden = false;
  },
  // Shows what the officer can take back and do again now.
  remembered(again) {
    for (const [kind, step] of Object.entries(again)) {
      byId(kind).elements.move.value = step?.move ?? "";
      byId(kind).querySelector("button").disabled = !step;
      byId(`${kind}-what`).textContent = step?.sentence ?? "";
    }
  },

  session: (id) => editor.data.sessions.find((session) => session.id === id),
  slot: (id) => editor.data.slots.find((slot) => slot.id === id),
  space: (id) => editor.data.spaces.find((space) => space.id === id),

  // What a button of a list stands for: a session, with its slot when it is placed.
  carried(button) {
    const { slot, session } = button.closest("li").dataset;
    const placed = slot ? editor.slot(Number(slot)) : null;
    return { slot: placed, session: editor.session(placed ? placed.session : Number(session)) };
  },
  spotOf({ slot, session }) {
    if (slot) return { space: slot.space, start: slot.start, end: slot.end };
    const start = editor.grid.begin;
    return { space: editor.data.spaces[0].id, start, end: start + session.minutes };
  },
  describe(spot, { slot }) {
    const there = editor.data.slots.filter(
      (one) => one.id !== slot?.id && one.space === spot.space && one.date === spot.date && overlaps(one, spot),
    );
    const space = editor.space(spot.space);
    const taken = there.length >= space.at_once ? `, taken by “${editor.session(there[0].session).title}”` : "";
    return `${space.name}, ${clock(spot.start)} to ${clock(spot.end)}${taken}.`;
  },

  async drop(what, spot) {
    const { slot, session } = what;
    const same = slot && ["space", "date", "start", "end"].every((name) => slot[name] === spot[name]);
    if (same) return editor.say(`“${session.title}” stays where it was.`);
    const done = await (slot ? moves.move(slot, spot) : moves.place(session, spot));
    if (!done) return null;
    editor.say(`“${session.title}” is in ${editor.describe(done, { slot: done })}`);
    return editor.focus(done.id);
  },
  lengthen({ slot, session }, steps) {
    if (!slot) return null;
    const end = slot.end + steps * editor.data.grid;
    if (end <= slot.start) return editor.say("It cannot be shorter.");
    return editor.drop({ slot, session }, { space: slot.space, date: slot.date, start: slot.start, end });
  },
  async takeOff(slot) {
    if (await moves.unschedule(slot)) editor.say(`“${editor.session(slot.session).title}” is off the timetable.`);
  },
  // Handles a press while another session waits to be swapped; says whether it did.
  pressed(button) {
    const { slot } = editor.carried(button);
    if (editor.swapping === null) return false;
    const other = editor.slot(editor.swapping);
    stopSwapping();
    if (slot && other && slot.id !== other.id) {
      moves.swap(other, slot).then((done) => done && editor.say("They have changed places."));
    }
    return true;
  },
  focus: (id) => editor.grid.items.get(id)?.querySelector(".slot__pick").focus({ preventScroll: true }),

  replace(data) {
    editor.data = data;
    draw();
  },
  patch(slots, removed, warnings) {
    const changed = new Set([...slots.map((slot) => slot.id), ...removed]);
    editor.data.slots = [...editor.data.slots.filter((slot) => !changed.has(slot.id)), ...slots];
    editor.data.warnings = warnings;
    byId("refusal").hidden = true;
    draw();
  },
};
const moves = new Moves(editor, base, document.querySelector("#token input").value);

function draw() {
  editor.grid.draw(editor.data, editor.date, (slot) => `${base}move/${slot.id}/`);
  byId("no-slots")?.remove();
  byId("day-heading").textContent = editor.grid.day.name;
  drawWaiting();
  drawWarnings();
  drawChosen();
}

function drawWaiting() {
  const asked = Object.fromEntries(new FormData(byId("filters")));
  const words = asked.words.toLowerCase().split(/\s+/).filter(Boolean);
  const placed = new Set(editor.data.slots.map((slot) => slot.session));
  const unplaced = editor.data.sessions.filter((session) => session.running && !placed.has(session.id));
  byId("filters").hidden = unplaced.length === 0;
  const waiting = unplaced.filter((session) => {
    const text = `${session.title} ${session.who}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (!asked.theme || asked.theme === String(session.theme)) && (!asked.format || asked.format === session.format)
    );
  });
  byId("waiting-count").textContent = waiting.length;
  byId("waiting").replaceChildren(
    ...waiting.map((session) => {
      const item = byId("waiting-template").content.firstElementChild.cloneNode(true);
      item.dataset.session = session.id;
      item.classList.toggle(`slot--${session.colour}`, session.colour > 0);
      item.querySelector(".slot__title").textContent = session.title;
      item.querySelector(".slot__when").textContent = `${session.format_label}, ${session.minutes} minutes`;
      item.querySelector(".slot__who").textContent = session.who;
      const link = item.querySelector(".slot__move");
      if (link) {
        link.href = `${base}place/${session.id}/`;
        item.querySelector(".slot__name").textContent = session.title;
      }
      return item;
    }),
  );
}

function drawWarnings() {
  const { warnings } = editor.data;
  byId("warning-count").textContent = warnings.length;
  byId("no-warnings").hidden = warnings.length > 0;
  byId("warnings").replaceChildren(
    ...warnings.map((warning) => {
      const item = document.createElement("li");
      item.className = `warning warning--${warning.severity}`;
      item.textContent = warning.sentence;
      const slot = editor.slot(warning.slots[0]);
      if (slot) {
        const link = document.createElement("a");
        link.href = `?day=${slot.date}`;
        link.dataset.slot = slot.id;
        link.textContent = warning.sentence;
        item.replaceChildren(link);
      }
      return item;
    }),
  );
}

function drawChosen() {
  const slot = editor.slot(editor.chosen);
  const box = byId("chosen");
  box.hidden = !slot || !editor.isGrid();
  for (const [id, item] of editor.grid.items) item.classList.toggle("slot--chosen", id === slot?.id);
  if (box.hidden) return;
  const session = editor.session(slot.session);
  box.querySelector(".chosen__title").textContent = session.title;
  box.querySelector(".chosen__when").textContent = editor.describe(slot, { slot });
  box.querySelector(".chosen__who").textContent = session.who;
  box.querySelector(".chosen__warnings").replaceChildren(
    ...editor.data.warnings
      .filter((warning) => warning.slots.includes(slot.id))
      .map((warning) => Object.assign(document.createElement("li"), {
        className: `warning warning--${warning.severity}`, textContent: warning.sentence,
      })),
  );
  box.querySelector("[data-do=lock]").textContent = slot.locked ? "Unlock" : "Lock";
  box.querySelector("[data-do=form]").href = `${base}move/${slot.id}/`;
}

function stopSwapping() {
  editor.swapping = null;
  document.querySelector("[data-do=swap]").setAttribute("aria-pressed", "false");
}

const doing = {
  longer: (slot) => editor.lengthen({ slot, session: editor.session(slot.session) }, 1),
  shorter: (slot) => editor.lengthen({ slot, session: editor.session(slot.session) }, -1),
  lock: (slot) => moves.move(slot, { locked: !slot.locked }),
  unschedule: (slot) => editor.takeOff(slot),
  swap(slot) {
    if (editor.swapping !== null) return stopSwapping();
    editor.swapping = slot.id;
    document.querySelector("[data-do=swap]").setAttribute("aria-pressed", "true");
    return editor.say("Now press the session to change places with.");
  },
};

byId("chosen").addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  const slot = editor.slot(editor.chosen);
  if (!button || !slot) return;
  await doing[button.dataset.do](slot);
  if (!byId("chosen").hidden) button.focus();
});

byId("slots").addEventListener("focusin", (event) => {
  editor.chosen = Number(event.target.closest("li").dataset.slot);
  drawChosen();
});
for (const list of [byId("slots"), byId("waiting")]) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest(".slot__pick");
    if (!button) return;
    if (wide.matches) editor.pressed(button);
    else button.closest("li").querySelector(".slot__move")?.click(); // a phone has the form instead of the grid
  });
}
byId("filters").addEventListener("input", drawWaiting);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
for (const [kind, said] of [["undo", "Undone."], ["redo", "Done again."]]) {
  byId(kind)?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await moves.again(kind, byId(kind).elements.move.value)) editor.say(said);
  });
}
function show(date) {
  const link = document.querySelector(`.timetable__days [data-date="${date}"]`);
  if (!link || date === editor.date) return;
  document.querySelector(".timetable__days [aria-current]").removeAttribute("aria-current");
  link.setAttribute("aria-current", "page");
  editor.date = date;
  byId("filters").elements.day.value = date;
  history.replaceState(null, "", link.href);
  draw();
}

// A press with a key held, which opens another window, is the browser's.
function onPlainClick(element, act) {
  element.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act(link);
  });
}
onPlainClick(document.querySelector(".timetable__days"), (link) => show(link.dataset.date));
onPlainClick(byId("warnings"), (link) => {
  const slot = editor.slot(Number(link.dataset.slot));
  if (!slot) return;
  show(slot.date);
  const item = editor.grid.items.get(slot.id);
  item.scrollIntoView({ block: "center", inline: "center" });
  editor.focus(slot.id);
});
wide.addEventListener("change", drawChosen);

// What others did, in words for who is reading by ear; the grid shows it anyway.
function told(before, after) {
  const known = new Map(before.map((slot) => [slot.id, slot]));
  const changed = after.filter((slot) => known.get(slot.id)?.version !== slot.version);
  if (changed.length === 0 || changed.length > 3) return changed.length ? "Somebody else has changed the timetable." : "";
  return changed
    .map((slot) => `Somebody else put “${editor.session(slot.session).title}” in ${editor.describe(slot, { slot })}`)
    .join(" ");
}

let etag = `"${editor.data.revision}"`;
async function look() {
  if (!document.hidden && moves.busy === 0 && !editor.holding) {
    const sent = moves.sent;
    const response = await fetch(`${base}data/`, { headers: { "If-None-Match": etag } }).catch(() => null);
    if (response?.status === 200 && moves.sent === sent && !editor.holding) {
      const data = await response.json();
      const before = editor.data.slots;
      etag = response.headers.get("ETag");
      editor.replace(data);
      const text = told(before, data.slots);
      if (text) editor.say(text);
    }
  }
  setTimeout(look, SECONDS * 1000);
}

byId("how-to-move").hidden = !("mayChange" in page.dataset);
draw();
if ("mayChange" in page.dataset) {
  const lists = [byId("slots"), byId("waiting")];
  carryByKeyboard(editor, lists);
  carryByPointer(editor, lists, document.querySelector(".timetable__side .waiting"));
}
setTimeout(look, SECONDS * 1000);

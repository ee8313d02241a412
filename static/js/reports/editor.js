// The editor of a report: words are saved as they are typed, and numbers and figures are shown as they will read.
// Without this module each block is a form with buttons. What the keys do is keyboard.js, pasting is pasting.js.

import { onKeys } from "./keyboard.js";
import { Lines } from "./lines.js";
import { onPaste } from "./pasting.js";

const PAUSE = 700; // milliseconds without typing, after which words are saved
const AGAIN = 5000; // and after which a save is tried again that did not reach the site
const byId = (id) => document.getElementById(id);
const main = document.querySelector("[data-editor]");
const base = main.dataset.editor;
const token = main.querySelector("[name=csrfmiddlewaretoken]").value;
const lines = new Lines(main);
const timers = new Map(); // line → when it is saved

let pressing = false; // whether a button of the mouse, or a finger, is down
let uploading = false;
let waiting = Promise.resolve(); // one request at a time, so that each knows what the one before it left behind

const editor = {
  lines,
  say(text) {
    byId("said").textContent = text;
  },

  // Saves a line and does with it what a button says; resolves to the answer, or to null where it was refused.
  save(line, extra = {}) {
    clearTimeout(timers.get(line));
    return inTurn(() => post(`words/${line.dataset.where}/`, { ...lines.fields(line), ...extra }, line));
  },
  async act(line, action, extra = {}) {
    const answer = await editor.save(line, { do: action, ...extra });
    if (answer && line.isConnected) lines.focus(line.dataset.where);
    return answer;
  },
  async remove(line) {
    const before = lines.neighbour(line, -1) ?? lines.neighbour(line, 1);
    if (await editor.save(line, { do: "delete" })) lines.focus(before?.dataset.where, "end");
  },
  // Begins a paragraph below with the words after the caret. It is there at once and gets its name from the site.
  async part(line, before, below) {
    const kind = { paragraph: "paragraph", subparagraph: "subparagraph", text: "text" }[line.dataset.kind] ?? "paragraph";
    lines.setText(line, before);
    const fresh = lines.insertAfter(line, kind, below);
    const answer = await editor.save(line, { do: "add", new: kind, below });
    if (!answer) {
      // Refused: the words stay together, whatever was typed into the new one.
      lines.setText(line, [before, lines.text(fresh)].filter(Boolean).join(" "));
      fresh.remove();
      lines.focus(line.dataset.where, "end");
    }
  },
  add: (fields) => inTurn(() => post("add/", fields)),
};

function inTurn(act) {
  waiting = waiting.then(act, act);
  return waiting;
}

async function post(path, fields, line) {
  const sent = line && lines.value(line);
  if (line) lines.state(line, "Saving …");
  let response;
  try {
    response = await fetch(base + path, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams(fields),
    });
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no answer");
  } catch {
    if (line) {
      lines.state(line, "Not saved: the site does not answer. It is tried again.");
      later(line, AGAIN);
    } else {
      editor.say("The site did not answer, so nothing was done.");
    }
    return null;
  }
  const answer = await response.json();
  if (response.ok) {
    if (fields.do === "add") lines.adopt(answer.focus);
    if (answer.notice) notice(answer.notice);
    show(answer, line && { line, sent });
    if (line) lines.state(line, "Saved");
    // What was typed into a line before it had its name.
    for (const one of lines.all()) if (one !== line && lines.mayBeSaved(one)) later(one, PAUSE);
    return answer;
  }
  if (line) lines.refuse(line, answer);
  show(answer, null);
  editor.say(answer.sentences.join(" "));
  return null;
}

// A sentence that stays on the page until the next one.
function notice(text) {
  const box = byId("notice");
  box.textContent = text;
  box.hidden = false;
}

function show(answer, saved) {
  if (lines.show(answer.lines, saved)) {
    // A block whose form is only the site's to write, such as a chart.
    location.replace(`${base}#${answer.focus}`);
    location.reload();
    return;
  }
  const side = byId("side");
  if (!side.contains(document.activeElement)) side.innerHTML = answer.side;
}

function later(line, pause) {
  clearTimeout(timers.get(line));
  timers.set(line, setTimeout(() => lines.mayBeSaved(line) && editor.save(line), pause));
}

main.addEventListener("input", (event) => {
  const line = event.target.closest("[data-where]");
  if (!line || event.target.name === "new") return;
  lines.state(line, "");
  later(line, event.target.tagName === "SELECT" ? 0 : PAUSE);
});

main.addEventListener("focusout", (event) => {
  const line = event.target.closest("[data-where]");
  if (!line) return;
  if (lines.mayBeSaved(line)) editor.save(line);
  if (!pressing) setTimeout(() => lines.fold(line)); // the focus is nowhere until this event is over
});

// A press that takes the focus away lands where it was aimed at: all below a line moves when that folds, so it folds after.
addEventListener("pointerdown", () => {
  pressing = true;
}, true);
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, () => {
    pressing = false;
    setTimeout(() => lines.all().forEach((line) => lines.fold(line)), 50); // once its click is over
  }, true);
}

main.addEventListener("focusin", (event) => {
  const line = event.target.closest("[data-where]");
  if (line) lines.fold(line);
});

// At the press and not at the click, so that the caret stands where it was pressed.
main.addEventListener("mousedown", (event) => {
  const line = event.target.closest(".line--folded");
  if (event.button || !event.target.closest(".line__live") || event.target.closest("a, button, summary")) return;
  if (!line) return;
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
  event.preventDefault();
  lines.unfold(line, at?.offsetNode, at?.offset);
});

main.addEventListener("submit", async (event) => {
  const line = event.target.closest("[data-where]");
  if (!line || !event.submitter?.value || !event.target.classList.contains("line__form")) return;
  if (event.submitter.value === "picture") {
    uploading = true; // the browser sends the file with the words, and the page comes anew
    return;
  }
  event.preventDefault();
  const action = event.submitter.value;
  lines.settle(line);
  if (action === "delete") {
    if (!lines.text(line) || confirm("Delete this block? The history of the report keeps it.")) editor.remove(line);
    return;
  }
  const answer = await editor.save(line, { do: action });
  if (answer?.focus) lines.focus(answer.focus);
  else event.submitter.focus();
});

// What was typed is saved before one goes to a page that needs it; a picker opens where the caret is.
main.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-insert], a[data-leave]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const line = link.closest("[data-where]");
  if (!line) {
    for (const one of lines.all()) if (lines.mayBeSaved(one)) await editor.save(one);
    location.assign(link.href);
    return;
  }
  const at = lines.caret(line);
  if (lines.dirty(line) && !(await editor.save(line))) return;
  location.assign("insert" in link.dataset ? `${link.href}&at=${at}` : link.href);
});

addEventListener("beforeunload", (event) => {
  if (!uploading && lines.all().some((line) => lines.dirty(line))) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  inTurn(async () => {
    const response = await fetch(`${base}data/`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (response?.ok) show(await response.json(), null);
  });
});

onKeys(editor);
onPaste(editor, byId("paste"));
byId("how").hidden = false;
byId("paste-keeps").hidden = false;
main.classList.add("is-live");
// From a picker, or from a page that says what is to be done at a block.
if (lines.find(location.hash.slice(1))) lines.focus(location.hash.slice(1), "end");

// What the keys do in the editor: a paragraph below, levels, moving, going from block to block. Nothing is a trap: Tab
// leaves a text where it changes no level, and always after Escape.

const LOWER = { paragraph: "subparagraph", heading: "subheading" };
const HIGHER = { subparagraph: "paragraph", subheading: "heading" };

export function onKeys(editor) {
  const { lines } = editor;
  let leaving = false; // whether Escape was pressed, so that Tab is the browser's

  function changeLevel(line, to) {
    lines.setKind(line, to);
    editor.save(line);
    editor.say(to.startsWith("sub") ? "A level lower." : "A level higher.");
  }

  const keys = {
    Enter(event, line, box) {
      if (event.shiftKey || event.ctrlKey || event.metaKey || !lines.inWords(line) || lines.isFresh(line)) return false;
      editor.part(line, box.value.slice(0, box.selectionStart), box.value.slice(box.selectionEnd));
      return true;
    },
    Tab(event, line) {
      const to = (event.shiftKey ? HIGHER : LOWER)[line.dataset.kind];
      if (!to || leaving || lines.isFresh(line)) return false;
      changeLevel(line, to);
      return true;
    },
    Backspace(event, line, box) {
      if (box.value || !lines.inWords(line) || lines.isFresh(line)) return false;
      editor.remove(line);
      return true;
    },
    ArrowUp: (event, line, box) => go(event, line, box, -1, box.selectionEnd === 0),
    ArrowDown: (event, line, box) => go(event, line, box, 1, box.selectionStart === box.value.length),
    s(event, line) {
      if (!event.ctrlKey && !event.metaKey) return false;
      lines.settle(line);
      editor.save(line);
      return true;
    },
    Escape() {
      leaving = true;
      editor.say("Tab leaves the text now.");
      return true;
    },
  };

  function go(event, line, box, step, atEdge) {
    if (event.altKey && lines.list.contains(line)) {
      editor.act(line, step < 0 ? "up" : "down");
      return true;
    }
    const next = atEdge && lines.neighbour(line, step);
    if (!next || (step < 0 && lines.all()[0] === line)) return false;
    lines.focus(next.dataset.where, step < 0 ? "end" : "");
    return true;
  }

  lines.main.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-where]");
    if (!line || event.target.tagName !== "TEXTAREA" || event.isComposing) return;
    if (keys[event.key]?.(event, line, event.target)) event.preventDefault();
    if (event.key !== "Escape" && event.key !== "Shift") leaving = false;
  });
}

// Two ways to carry a session across the grid: with the keyboard alone, and with a mouse or pen.
// `editor` gives `grid`, `data`, `date`, `carried(element)`, `say(text)`, `describe(spot, what)` and `drop(what, spot)`.

const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const NEAR = 5; // pixels that a pressed pointer may shake before it carries
const EDGE = 8; // pixels at the foot of a session by which it is lengthened

const snap = (time, grid) => Math.round(time / grid) * grid;

function moved(editor, spot, [across, down]) {
  const { spaces, grid } = editor.data;
  const index = spaces.findIndex((space) => space.id === spot.space);
  const space = spaces[Math.min(Math.max(index + across, 0), spaces.length - 1)].id;
  return within(editor, { ...spot, space }, spot.start + down * grid);
}

function within(editor, spot, start) {
  const length = spot.end - spot.start;
  const begins = Math.min(Math.max(start, editor.grid.begin), Math.max(editor.grid.end - length, editor.grid.begin));
  return { ...spot, start: begins, end: begins + length };
}

export function carryByKeyboard(editor, lists) {
  let held = null; // { what, spot, button }

  function let_go(text) {
    held.button.setAttribute("aria-pressed", "false");
    held = null;
    editor.grid.mark(null);
    editor.holding = false;
    editor.say(text);
  }

  function pick(button) {
    if (!editor.data.spaces.length) return editor.refused("Add spaces to the Zone first.");
    const what = editor.carried(button);
    held = { what, button, spot: { ...editor.spotOf(what), date: editor.date } };
    editor.holding = true;
    button.setAttribute("aria-pressed", "true");
    editor.grid.mark(held.spot);
    editor.say(`Picked up “${what.session.title}”. ${editor.describe(held.spot, what)}`);
  }

  for (const list of lists) {
    list.addEventListener("keydown", (event) => {
      const button = event.target.closest(".slot__pick");
      if (!button || !editor.isGrid()) return;
      const press = event.key === "Enter" || event.key === " ";
      if (!held && press) {
        event.preventDefault();
        if (!editor.pressed(button)) pick(button);
      } else if (!held && event.shiftKey && KEYS[event.key]?.[0] === 0) {
        event.preventDefault();
        editor.lengthen(editor.carried(button), KEYS[event.key][1]);
      } else if (held && KEYS[event.key]) {
        event.preventDefault();
        held.spot = moved(editor, held.spot, KEYS[event.key]);
        editor.grid.mark(held.spot, held.what.session.title);
        editor.grid.marker.scrollIntoView({ block: "nearest", inline: "nearest" });
        editor.say(editor.describe(held.spot, held.what));
      } else if (held && press) {
        event.preventDefault();
        const { what, spot } = held;
        let_go("");
        editor.drop(what, spot);
      } else if (held && (event.key === "Escape" || event.key === "Tab")) {
        let_go(`“${held.what.session.title}” stays where it was.`);
      }
    });
    list.addEventListener("keyup", (event) => {
      // Or else the space bar presses the button once more.
      if (event.key === " " && event.target.closest(".slot__pick") && editor.isGrid()) event.preventDefault();
    });
  }
}

export function carryByPointer(editor, lists, offTheGrid) {
  for (const list of lists) {
    list.addEventListener("pointerdown", (event) => {
      const button = event.target.closest(".slot__pick");
      if (!button || event.button !== 0 || event.pointerType === "touch" || !editor.isGrid()) return;
      carry(event, button);
    });
    list.addEventListener("dragstart", (event) => event.preventDefault());
  }

  function carry(down, button) {
    const what = editor.carried(button);
    const from = { ...editor.spotOf(what), date: editor.date };
    const box = button.getBoundingClientRect();
    const lengthening = what.slot && down.clientY > box.bottom - EDGE;
    // A session is held where it was taken; one from the list hangs by its head.
    const grip = what.slot ? (editor.grid.at(down.clientX, down.clientY)?.time ?? from.start) - from.start : 0;
    let [spot, away, begun] = [null, false, false];
    const ending = new AbortController();
    const { signal } = ending;

    function over(event) {
      if (!begun && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < NEAR) return;
      if (!begun) {
        begun = editor.holding = true;
        document.body.classList.add("is-carrying");
      }
      const under = editor.grid.at(event.clientX, event.clientY);
      const side = offTheGrid.getBoundingClientRect();
      away = Boolean(what.slot) && !under && event.clientX >= side.left && event.clientY >= side.top;
      offTheGrid.classList.toggle("is-target", away);
      spot = null;
      if (under && lengthening) {
        spot = { ...from, end: Math.max(snap(under.time, editor.data.grid), from.start + editor.data.grid) };
      } else if (under) {
        spot = within(editor, { ...from, space: under.space }, snap(under.time - grip, editor.data.grid));
      }
      editor.grid.mark(spot, what.session.title);
    }

    function end() {
      ending.abort();
      document.body.classList.remove("is-carrying");
      offTheGrid.classList.remove("is-target");
      editor.grid.mark(null);
      editor.holding = false;
    }

    addEventListener("pointermove", over, { signal });
    addEventListener("pointerup", () => {
      end();
      if (spot) editor.drop(what, spot);
      else if (away) editor.takeOff(what.slot);
    }, { signal });
    addEventListener("pointercancel", end, { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && end(), { signal });
  }
}

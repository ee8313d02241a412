// Draws one day of the timetable: which row and column each session stands in, and what is under a pointer.
// The list of sessions is the server's own; here it gets places in a CSS grid, and headings, times and breaks around it.

const STEP = 5; // minutes a row
const ROW = 8; // pixels a row, as in the style sheet
const EDGES = 6; // pixels above, below and between
const HEADINGS = 2; // the first row under the headings of the spaces
const TIMES = 2; // the first column beside the times

export const clock = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const counted = (count) => `${count} ${count === 1 ? "warning" : "warnings"}`;

export const overlaps = (one, other) => one.start < other.end && other.start < one.end;

function element(className, text = "") {
  const made = document.createElement("div");
  made.className = className;
  made.textContent = text;
  return made;
}

function put(item, row, rows, column, columns = 1) {
  item.style.gridRow = `${row} / span ${Math.max(rows, 1)}`;
  item.style.gridColumn = `${column} / span ${columns}`;
}

// Gives sessions that are in one space at once a lane each; returns how many lanes that takes.
function lanesOf(slots, lanes) {
  const ends = [];
  for (const slot of slots) {
    let lane = ends.findIndex((end) => end <= slot.start);
    if (lane === -1) lane = ends.length;
    ends[lane] = slot.end;
    lanes.set(slot.id, lane);
  }
  return Math.max(ends.length, 1);
}

export class Grid {
  constructor(board, list, template) {
    [this.board, this.list, this.template] = [board, list, template];
    this.items = new Map();
    this.decorations = [];
    board.classList.add("board--grid");
    list.replaceChildren();
  }

  // `data` is the server's board; `date` the day to show; `moveAddress(slot)` where a session's form is.
  draw(data, date, moveAddress) {
    this.data = data;
    this.day = data.days.find((day) => day.date === date);
    this.slots = data.slots.filter((slot) => slot.date === date);
    this.begin = Math.min(this.day.opens, ...this.slots.map((slot) => slot.start));
    this.end = Math.max(this.day.closes, ...this.slots.map((slot) => slot.end));
    for (const decoration of this.decorations) decoration.remove();
    this.decorations = [];
    this.#columns();
    this.#times();
    this.#sessions(moveAddress);
  }

  #columns() {
    const lanes = new Map();
    const widths = ["3.5rem"];
    this.columnOf = new Map();
    let column = TIMES;
    for (const space of this.data.spaces) {
      const mine = this.slots.filter((slot) => slot.space === space.id);
      mine.sort((one, other) => one.start - other.start || one.id - other.id);
      const count = lanesOf(mine, lanes);
      this.columnOf.set(space.id, { column, count });
      widths.push(`repeat(${count}, minmax(${count > 1 ? 84 : 104}px, 1fr))`);
      const heading = this.#add(element("board__space", space.name), 1, 1, column, count);
      heading.append(element("board__about", space.about));
      const field = this.#add(element("board__field"), HEADINGS, this.#rows(this.end - this.begin), column, count);
      field.dataset.space = space.id;
      column += count;
    }
    this.lanes = lanes;
    this.width = column - TIMES;
    this.board.style.gridTemplateColumns = widths.join(" ");
  }

  #times() {
    for (let time = Math.ceil(this.begin / 30) * 30; time < this.end; time += 30) {
      this.#add(element("board__time", clock(time)), this.#row(time), 30 / STEP, 1);
      this.#add(element("board__line"), this.#row(time), 1, TIMES, this.width);
    }
    for (const pause of this.day.breaks) {
      const text = `${clock(pause.start)} to ${clock(pause.end)}, ${pause.title}`;
      const block = element("board__break", text);
      this.#add(block, this.#row(pause.start), this.#rows(pause.end - pause.start), TIMES, this.width);
    }
  }

  #sessions(moveAddress) {
    const sessions = new Map(this.data.sessions.map((session) => [session.id, session]));
    const warnings = new Map();
    for (const { marks, slots } of this.data.warnings) {
      if (marks) for (const id of slots) warnings.set(id, (warnings.get(id) ?? 0) + 1);
    }
    const order = new Map(this.data.spaces.map((space, index) => [space.id, index]));
    const focused = document.activeElement;
    const items = new Map();
    const sorted = [...this.slots].sort((a, b) => a.start - b.start || order.get(a.space) - order.get(b.space) || a.id - b.id);
    for (const slot of sorted) {
      const item = this.items.get(slot.id) ?? this.template.content.firstElementChild.cloneNode(true);
      const session = sessions.get(slot.session);
      const space = this.data.spaces.find((one) => one.id === slot.space);
      const say = (part, text) => {
        item.querySelector(`.slot__${part}`).textContent = text;
      };
      const count = warnings.get(slot.id) ?? 0;
      item.dataset.slot = slot.id;
      item.className = "slot";
      item.classList.toggle(`slot--${session.colour}`, session.colour > 0);
      item.classList.toggle("slot--marked", count > 0);
      say("title", session.title);
      say("times", `${clock(slot.start)} to ${clock(slot.end)}`);
      say("space", `, ${space.name}`);
      say("who", session.who);
      say("marks", [slot.locked && "Locked", count > 0 && counted(count)].filter(Boolean).join(", "));
      const link = item.querySelector(".slot__move");
      if (link) {
        link.href = moveAddress(slot);
        say("name", session.title);
      }
      const { column } = this.columnOf.get(slot.space);
      put(item, this.#row(slot.start), this.#rows(slot.end - slot.start), column + this.lanes.get(slot.id));
      items.set(slot.id, item);
    }
    this.items = items;
    this.list.replaceChildren(...items.values());
    this.#fit();
    if (this.list.contains(focused)) focused.focus({ preventScroll: true });
  }

  // A title that does not fit ends in an ellipsis; a warning keeps its line.
  #fit() {
    const [first] = this.items.values();
    if (!first) return;
    const line = Number.parseFloat(getComputedStyle(first.querySelector(".slot__pick")).lineHeight);
    for (const slot of this.slots) {
      const item = this.items.get(slot.id);
      const lines = Math.floor((this.#rows(slot.end - slot.start) * ROW - EDGES) / line);
      const marks = item.querySelector(".slot__marks").textContent ? 1 : 0;
      item.style.setProperty("--lines", Math.max(lines - marks, 1));
    }
  }

  // Shows where the session that is being carried would go; nothing without a `spot`.
  mark(spot, text = "") {
    this.marker?.remove();
    this.marker = null;
    if (!spot) return;
    const { column, count } = this.columnOf.get(spot.space);
    this.marker = element("board__marker", `${clock(spot.start)} to ${clock(spot.end)} ${text}`);
    put(this.marker, this.#row(spot.start), this.#rows(spot.end - spot.start), column, count);
    this.board.append(this.marker);
  }

  // What is under a point of the window: a space and a time in minutes, or nothing.
  at(x, y) {
    for (const field of this.board.querySelectorAll(".board__field")) {
      const box = field.getBoundingClientRect();
      if (x < box.left || x >= box.right || y < box.top - 20 || y > box.bottom + 20) continue;
      const time = this.begin + ((y - box.top) / box.height) * (this.end - this.begin);
      return { space: Number(field.dataset.space), time };
    }
    return null;
  }

  #add(item, ...place) {
    put(item, ...place);
    item.setAttribute("aria-hidden", "true"); // each session says its own time and space
    this.board.prepend(item);
    this.decorations.push(item);
    return item;
  }

  #row(time) {
    return HEADINGS + Math.round((time - this.begin) / STEP);
  }

  #rows(minutes) {
    return Math.round(minutes / STEP);
  }
}

// The lines of the editor on the page: what is typed in each, what the site last said of it, and the two brought together.

const WORDS = new Set(["paragraph", "subparagraph", "heading", "subheading", "part", "text", "appendix"]);
const CHOICES = ["chart", "decorative"]; // of some kinds of line only
const KNOWN = new Set([...WORDS, "table"]);

// Puts another name in place of one, in every attribute of a line.
function rename(line, from, to) {
  for (const element of [line, ...line.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes(from)) element.setAttribute(name, value.replaceAll(from, to));
    }
  }
}

export class Lines {
  #saved = new WeakMap(); // line → what the site has of it
  #told = new WeakMap(); // line → the text that the site told last
  #refused = new WeakSet(); // lines that wait for a decision of the officer
  #fresh = 0;

  constructor(main) {
    this.main = main;
    this.list = document.getElementById("lines");
    for (const line of this.all()) {
      this.#saved.set(line, this.value(line));
      this.#told.set(line, this.text(line));
      this.fold(line);
    }
  }

  all = () => [...this.main.querySelectorAll("[data-where]")];
  find = (where) => this.all().find((line) => line.dataset.where === where);
  box = (line) => line.querySelector(".line__form textarea");
  text = (line) => this.box(line)?.value ?? "";
  inWords = (line) => WORDS.has(line.dataset.kind);
  neighbour = (line, step) => this.all().at(this.all().indexOf(line) + step) ?? null;

  fields(line) {
    const form = line.querySelector("form");
    const names = ["seen", "text", "caption", "kind", ...CHOICES.filter((name) => name in form.elements)];
    return Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
  }
  value(line) {
    const { seen, ...typed } = this.fields(line);
    return JSON.stringify(typed);
  }
  dirty = (line) => this.value(line) !== this.#saved.get(line);
  isFresh = (line) => line.dataset.where.startsWith("new-");
  mayBeSaved = (line) => line.isConnected && this.dirty(line) && !this.#refused.has(line) && !this.isFresh(line);

  // Where the caret is, in characters as the site counts them.
  caret(line) {
    const box = this.box(line);
    return box ? [...box.value.slice(0, box.selectionStart)].length : 0;
  }
  focus(where, end = "") {
    const line = this.find(where);
    const box = line && (this.box(line) ?? line.querySelector("button"));
    box?.focus();
    if (box?.setSelectionRange) box.setSelectionRange(...(end === "end" ? [box.value.length, box.value.length] : [0, 0]));
  }
  setText(line, text) {
    this.box(line).value = text;
  }
  setKind(line, kind) {
    line.querySelector("[name=kind]").value = kind;
  }
  state(line, text) {
    line.querySelector(".line__state").textContent = text;
  }

  // Shows a line as readers will see it while nobody writes at it, with its figures and references in place of their
  // marks. Not where that would hide words: those not saved yet, and those that wait for a decision.
  fold(line) {
    if (!line.isConnected) return;
    const open =
      line.querySelector(".line__form").contains(document.activeElement) ||
      line.classList.contains("line--same") ||
      !line.querySelector(".line__live").innerHTML.trim() ||
      line.querySelector(".line__live .missing") ||
      !line.querySelector(".line__conflict").hidden ||
      this.dirty(line) ||
      this.#refused.has(line) ||
      this.isFresh(line);
    line.classList.toggle("line--folded", !open);
  }
  // Writes at a folded line where somebody pressed: `node` and `offset` are of the words as they read.
  unfold(line, node, offset) {
    const box = this.box(line);
    const place = box && this.#within(line, box.value, node, offset);
    (box ?? line.querySelector("button")).focus();
    box?.setSelectionRange(place, place);
  }
  // Where the words before a place stand in the notation, which has marks between them.
  #within(line, notation, node, offset) {
    const walker = document.createTreeWalker(line.querySelector(".line__live"), NodeFilter.SHOW_TEXT);
    let place = 0;
    while (walker.nextNode()) {
      const words = walker.currentNode.data;
      const isFigure = walker.currentNode.parentElement.closest(".chip");
      const found = words.trim() && !isFigure ? notation.indexOf(words, place) : -1;
      if (walker.currentNode === node) return found < 0 ? place : found + offset;
      if (found >= 0) place = found + words.length;
    }
    return notation.length;
  }

  insertAfter(line, kind, text) {
    const fresh = this.#made(kind, `new-${(this.#fresh += 1)}`);
    this.setText(fresh, text);
    this.#saved.set(fresh, this.value(fresh));
    line.after(fresh);
    this.focus(fresh.dataset.where);
    return fresh;
  }
  // Gives the line that was put in last the name that the site has for it.
  adopt(key) {
    const fresh = this.all().find((line) => this.isFresh(line));
    if (fresh) rename(fresh, fresh.dataset.where, key);
  }
  #made(kind, where) {
    const template = document.getElementById(kind === "table" ? "table-template" : "line-template");
    const line = template.content.firstElementChild.cloneNode(true);
    rename(line, "KEY", where);
    if (WORDS.has(kind)) this.setKind(line, kind);
    this.#dress(line, { kind, level: 1, number: "" });
    return line;
  }
  #dress(line, told) {
    line.dataset.kind = told.kind;
    const folded = line.classList.contains("line--folded");
    line.className = `line line--${told.kind}${told.level === 2 ? " line--below" : ""}${folded ? " line--folded" : ""}`;
    line.querySelector(".line__number").textContent = told.number;
    const kind = line.querySelector("[name=kind]");
    if (kind && !this.dirty(line)) kind.value = told.kind;
  }

  // Shows what the site says of every line; what is typed and not saved stays. `saved` is the line that was sent and
  // what was sent of it. Returns whether there is a line that only the site can write.
  show(told, saved) {
    let unknown = false;
    let before = null;
    const names = new Set(told.map((one) => one.where));
    for (const line of this.all()) {
      if (names.has(line.dataset.where) || this.isFresh(line)) continue;
      if (this.dirty(line)) this.state(line, "Somebody else removed this. Copy your words: they are saved nowhere.");
      else line.remove();
    }
    for (const one of told) {
      let line = this.find(one.where);
      if (!line && !KNOWN.has(one.kind)) {
        unknown = true;
        continue;
      }
      if (!line) {
        line = this.#made(one.kind, one.where);
        this.list.append(line);
        this.#take(line, one);
      }
      const changed = this.#saved.get(line) !== this.value(line);
      if (saved?.line === line) {
        line.querySelector("[name=seen]").value = one.seen;
        this.#saved.set(line, saved.sent);
        if (this.value(line) === saved.sent) this.#take(line, one, true);
      } else if (!changed) {
        this.#take(line, one);
      } else if (line.querySelector("[name=seen]").value === "") {
        line.querySelector("[name=seen]").value = one.seen; // a new one, typed in before it had a name
      }
      this.#dress(line, one);
      line.querySelector(".line__live").innerHTML = one.reads;
      line.classList.toggle("line--same", one.same);
      line.classList.toggle("line--edited", one.edited);
      this.fold(line);
      if (line.parentElement === this.list) {
        const place = before ? before.nextElementSibling : this.list.firstElementChild;
        if (place !== line && !(place && this.isFresh(place))) this.#put(line, before);
        before = line;
      }
    }
    return unknown;
  }
  // Moves a line without taking the focus from what is typed in.
  #put(line, before) {
    const active = document.activeElement;
    const [start, end] = [active.selectionStart, active.selectionEnd];
    if (before) before.after(line);
    else this.list.prepend(line);
    if (active !== document.activeElement && active.isConnected) {
      active.focus();
      if (start !== undefined && active.setSelectionRange) active.setSelectionRange(start, end);
    }
  }
  // What the site tidies is left as it is while somebody types in it: `own` says that it answers what was typed.
  #take(line, told, own = false) {
    const form = line.querySelector("form");
    form.elements.seen.value = told.seen;
    const kind = form.elements.kind;
    if (kind) kind.value = told.kind;
    if (form.elements.caption && form.elements.caption.value !== told.caption) form.elements.caption.value = told.caption;
    for (const name of CHOICES) if (form.elements[name]) form.elements[name].value = told[name];
    const box = this.box(line);
    const typing = box === document.activeElement && (own || this.#told.get(line) === told.text);
    if (box && box.value !== told.text && !typing) box.value = told.text;
    this.#told.set(line, told.text);
    this.#saved.set(line, this.value(line));
  }

  // Shows why a line was not saved; it waits for the officer, who presses “Save” once both texts were seen.
  refuse(line, answer) {
    this.#refused.add(line);
    const now = answer.lines.find((one) => one.where === line.dataset.where);
    if (now) line.querySelector("[name=seen]").value = now.seen;
    const box = line.querySelector(".line__conflict");
    if (answer.conflict) box.innerHTML = answer.conflict;
    else box.textContent = answer.sentences.join(" ");
    box.hidden = false;
    this.fold(line);
    this.state(line, "Not saved");
  }
  settle(line) {
    this.#refused.delete(line);
    line.querySelector(".line__conflict").hidden = true;
  }
}

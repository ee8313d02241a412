// Sends moves to the server, and remembers them for undo and redo. What somebody else has changed since is not undone.

const spotOf = (slot) => ({
  space: slot.space, date: slot.date, start: slot.start, end: slot.end, locked: slot.locked,
});

class Overtaken extends Error {}

export class Moves {
  // `store` holds `data`, the board; `base` is the address of the timetable; `key` names what this window remembers.
  constructor(store, base, token, key) {
    [this.store, this.base, this.token, this.key] = [store, base, token, key];
    this.busy = 0;
    this.sent = 0;
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    // Done and undone moves, and the version that each slot had after this window's last move of it.
    [this.done, this.undone, this.mine] = [kept.done ?? [], kept.undone ?? [], kept.mine ?? {}];
  }

  async place(session, spot) {
    const times = this.store.data.slots.filter((slot) => slot.session === session.id).length;
    const slot = await this.#place(session.id, times, spot);
    if (slot) this.#remember({ kind: "place", uid: slot.uid, session: session.id, times, after: spotOf(slot) });
    return slot;
  }

  async move(slot, spot) {
    const before = spotOf(slot);
    const moved = await this.#move(slot, { ...before, ...spot });
    if (moved) this.#remember({ kind: "move", uid: slot.uid, before, after: spotOf(moved) });
    return moved;
  }

  async swap(slot, other) {
    const swapped = await this.#swap(slot, other);
    if (swapped) this.#remember({ kind: "swap", uid: slot.uid, other: other.uid });
    return swapped;
  }

  async unschedule(slot) {
    const times = this.store.data.slots.filter((one) => one.session === slot.session).length - 1;
    const gone = await this.#unschedule(slot);
    if (gone) this.#remember({ kind: "unschedule", uid: slot.uid, session: slot.session, times, after: spotOf(slot) });
    return gone;
  }

  undo() {
    return this.#again(this.done, this.undone, {
      place: (one) => this.#unschedule(this.#own(one.uid)),
      move: (one) => this.#move(this.#own(one.uid), one.before),
      swap: (one) => this.#swap(this.#own(one.uid), this.#own(one.other)),
      unschedule: (one) => this.#place(one.session, one.times, one.after, one.uid),
    });
  }

  redo() {
    return this.#again(this.undone, this.done, {
      place: (one) => this.#place(one.session, one.times, one.after, one.uid),
      move: (one) => this.#move(this.#own(one.uid), one.after),
      swap: (one) => this.#swap(this.#own(one.uid), this.#own(one.other)),
      unschedule: (one) => this.#unschedule(this.#own(one.uid)),
    });
  }

  async #again(from, to, ways) {
    const one = from.pop();
    let done = null;
    try {
      done = one && (await ways[one.kind](one));
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      this.store.refused("Somebody else has changed that since, so it stays as they left it.");
    }
    if (done) to.push(one);
    this.#keep();
    return done;
  }

  // Returns a slot that nobody else has changed since this window did.
  #own(uid) {
    const slot = this.store.data.slots.find((one) => one.uid === uid);
    if (!slot || slot.version !== this.mine[uid]) throw new Overtaken();
    return slot;
  }

  #remember(one) {
    this.done.push(one);
    this.undone = [];
    this.#keep();
  }

  #keep() {
    const { done, undone, mine } = this;
    sessionStorage.setItem(this.key, JSON.stringify({ done: done.slice(-50), undone, mine }));
    this.store.remembered();
  }

  async #place(session, times, spot, uid = "") {
    const answer = await this.#send(`place/${session}/`, { ...this.#form(spot), times, uid });
    return answer && answer.slots[0];
  }

  async #move(slot, spot) {
    const answer = await this.#send(`move/${slot.id}/`, { ...this.#form(spot), version: slot.version });
    return answer && answer.slots[0];
  }

  async #swap(slot, other) {
    const form = { version: slot.version, other: `${other.id}@${other.version}` };
    return this.#send(`swap/${slot.id}/`, form);
  }

  async #unschedule(slot) {
    return this.#send(`unschedule/${slot.id}/`, { version: slot.version }, slot.id);
  }

  #form(spot) {
    const day = this.store.data.days.find((one) => one.date === spot.date);
    const start = `${Math.floor(spot.start / 60)}:${spot.start % 60}`;
    return { space: spot.space, day: day.id, start, minutes: spot.end - spot.start, ...(spot.locked && { locked: "on" }) };
  }

  // Returns the server's answer, or nothing when it refused; the store has been told either way.
  async #send(path, form, removed = null) {
    this.busy += 1;
    this.sent += 1;
    try {
      const response = await fetch(this.base + path, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        body: new URLSearchParams(form),
      });
      const answer = await response.json();
      if (!response.ok) {
        this.store.replace(answer.board);
        this.store.refused(answer.sentences.join(" "));
        return null;
      }
      for (const slot of answer.slots) this.mine[slot.uid] = slot.version;
      this.store.patch(answer.slots, removed, answer.warnings);
      return answer;
    } catch {
      this.store.refused("The site did not answer, so nothing was done. Try again in a moment.");
      return null;
    } finally {
      this.busy -= 1;
    }
  }
}

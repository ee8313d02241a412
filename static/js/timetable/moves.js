// Sends moves to the server. What the officer can undo and redo it answers with each, so nothing is remembered here.

const spotOf = (slot) => ({
  space: slot.space, date: slot.date, start: slot.start, end: slot.end, locked: slot.locked,
});

export class Moves {
  // `store` holds `data`, the board; `base` is the address of the timetable.
  constructor(store, base, token) {
    [this.store, this.base, this.token] = [store, base, token];
    this.busy = 0;
    this.sent = 0;
  }

  async place(session, spot) {
    const times = this.store.data.slots.filter((slot) => slot.session === session.id).length;
    const answer = await this.#send(`place/${session.id}/`, { ...this.#form(spot), times });
    return answer && answer.slots[0];
  }

  async move(slot, spot) {
    const form = { ...this.#form({ ...spotOf(slot), ...spot }), version: slot.version };
    const answer = await this.#send(`move/${slot.id}/`, form);
    return answer && answer.slots[0];
  }

  swap(slot, other) {
    return this.#send(`swap/${slot.id}/`, { version: slot.version, other: `${other.id}@${other.version}` });
  }

  unschedule(slot) {
    return this.#send(`unschedule/${slot.id}/`, { version: slot.version });
  }

  // Takes back (`kind` is "undo") or does again ("redo") the move that the button was for.
  again(kind, move) {
    return this.#send(`${kind}/`, { move });
  }

  #form(spot) {
    const day = this.store.data.days.find((one) => one.date === spot.date);
    const start = `${Math.floor(spot.start / 60)}:${spot.start % 60}`;
    return { space: spot.space, day: day.id, start, minutes: spot.end - spot.start, ...(spot.locked && { locked: "on" }) };
  }

  // Returns the server's answer, or nothing when it refused; the store has been told either way.
  async #send(path, form) {
    this.busy += 1;
    this.sent += 1;
    try {
      const response = await fetch(this.base + path, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": this.token },
        body: new URLSearchParams(form),
      });
      const answer = await response.json();
      this.store.remembered(answer.again);
      if (!response.ok) {
        this.store.replace(answer.board);
        this.store.refused(answer.sentences.join(" "));
        return null;
      }
      this.store.patch(answer.slots, answer.removed, answer.warnings);
      return answer;
    } catch {
      this.store.refused("The site did not answer, so nothing was done. Try again in a moment.");
      return null;
    } finally {
      this.busy -= 1;
    }
  }
}

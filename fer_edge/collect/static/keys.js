// The keys: one for each label, held with a finger, a mouse or the keyboard. The server is told while one is held.

const AGAIN = 400; // Milliseconds; the server lets go by itself when it has heard nothing for much longer.
const DIGITS = "1234567890";

export class Keys {
  constructor(list, say) {
    Object.assign(this, { list, say, labels: [], buttons: [], press: null });
    addEventListener("keydown", (event) => this.down(event));
    addEventListener("keyup", (event) => {
      if (this.press && event.code === this.press.by) this.letGo();
    });
    addEventListener("blur", () => this.letGo());
    document.addEventListener("visibilitychange", () => this.letGo());
  }

  reset(labels, colours) {
    this.letGo();
    this.labels = labels;
    this.buttons = labels.map((label, index) => this.button(label, colours[index], DIGITS[index] ?? ""));
    this.list.replaceChildren(...this.buttons);
  }

  button(label, colour, digit) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "key" });
    button.dataset.label = label;
    button.style.setProperty("--colour", colour);
    const key = document.createElement("kbd");
    key.textContent = digit;
    key.hidden = !digit;
    const name = document.createElement("span");
    name.textContent = label;
    button.append(name, key, document.createElement("small"));
    button.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      button.setPointerCapture(event.pointerId);
      this.hold(label, event.pointerId);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      button.addEventListener(end, (event) => {
        if (this.press?.by === event.pointerId) this.letGo();
      });
    }
    button.addEventListener("contextmenu", (event) => event.preventDefault()); // A long touch would open one.
    return button;
  }

  down(event) {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const onKey = ["Enter", "Space"].includes(event.code) && document.activeElement?.dataset.label;
    const label = onKey || this.labels[event.key.length === 1 ? DIGITS.indexOf(event.key) : -1];
    if (!label) return;
    event.preventDefault();
    this.hold(label, event.code);
  }

  // by: the finger or key that holds it.
  async hold(label, by) {
    this.letGo();
    const press = { label, by, over: false, take: null, timer: null };
    this.press = press;
    const answer = await this.post(`press?label=${encodeURIComponent(label)}`);
    press.take = answer?.take ?? null;
    if (press.take === null) return;
    if (press.over) this.post(`release?take=${press.take}`);
    else press.timer = setInterval(() => this.post(`hold?take=${press.take}`), AGAIN);
  }

  letGo() {
    const { press } = this;
    if (!press) return;
    this.press = null;
    press.over = true;
    clearInterval(press.timer);
    if (press.take !== null) this.post(`release?take=${press.take}`);
  }

  // counts: by label. held: the label that is being stored, or null.
  show(counts, held) {
    for (const button of this.buttons) {
      const { train, validation, takes } = counts[button.dataset.label];
      button.toggleAttribute("data-held", button.dataset.label === held);
      const text = `${train} to learn, ${validation} to check · ${takes} ${takes === 1 ? "take" : "takes"}`;
      const small = button.querySelector("small");
      if (small.textContent !== text) small.textContent = text;
      button.dataset.faces = train + validation;
    }
  }

  async post(what) {
    try {
      const response = await fetch(what, { method: "POST", cache: "no-store" });
      if (response.ok) return await response.json();
      this.say((await response.text()).trim());
    } catch {
      this.say("fer-edge does not answer");
    }
    return null;
  }
}

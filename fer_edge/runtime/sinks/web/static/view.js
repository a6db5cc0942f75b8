// The picture, what stands over it while there is none, and the pill in the head of the page.

const BLIND_AFTER = 2; // Seconds without a new frame.
const REASONS = {
  lost: ["No connection", "fer-edge does not answer."],
  ended: ["fer-edge has ended", "This page goes on when it is started again."],
  401: ["The token is not right any more", "Open the address that fer-edge printed, the one with ?token= in it."],
  503: ["Too many viewers", "Close this page elsewhere."],
};

const find = (id) => document.getElementById(id);

export class View {
  // onShown(block): what belongs to a picture changes in the same moment. onAgain(): someone wants it tried now.
  constructor(onShown, onAgain) {
    Object.assign(this, { onShown, picture: find("picture").getContext("2d"), pending: null });
    find("again").addEventListener("click", onAgain);
  }

  // block: { header, jpeg }; what comes while one is decoded replaces what waits.
  show(block) {
    const idle = this.pending === null;
    this.pending = block;
    if (idle) this.showPending();
  }

  async showPending() {
    while (this.pending !== null) {
      const shown = this.pending;
      const image = await createImageBitmap(new Blob([shown.jpeg], { type: "image/jpeg" })).catch(() => null);
      if (image) {
        const { canvas } = this.picture;
        if (canvas.width !== image.width || canvas.height !== image.height) {
          Object.assign(canvas, { width: image.width, height: image.height });
        }
        this.picture.drawImage(image, 0, 0);
        image.close();
        this.onShown(shown);
      }
      if (this.pending === shown) this.pending = null;
    }
  }

  tellState({ silent, fps }) {
    if (silent === null) this.state("wait", "waiting", "Waiting for the first picture", "");
    else if (silent <= BLIND_AFTER) this.state("live", `live · ${fps.toFixed(fps < 10 ? 1 : 0)} FPS`, "", "");
    else this.state("blind", "no picture", "No picture", `since ${span(silent)}. fer-edge runs and waits for its camera.`);
  }

  lost({ reason, wait }) {
    const [title, detail] = REASONS[reason] ?? ["No connection", `fer-edge answered ${reason}.`];
    this.state("lost", "not connected", title, `${detail} ${wait ? `Next try in ${wait} s.` : "Trying …"}`);
  }

  state(name, pill, title, detail) {
    find("pill").dataset.state = name;
    document.querySelector("main").dataset.state = name;
    find("again").hidden = name !== "lost";
    for (const [id, text] of [["pill-text", pill], ["veil-title", title], ["veil-detail", detail]]) {
      if (find(id).textContent !== text) find(id).textContent = text; // A screen reader hears changes only.
    }
  }
}

export function span(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

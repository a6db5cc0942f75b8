// The last minutes: a column a second, stacked by expression; a second without a face stays empty.

const KEPT = 600;

export class Timeline {
  constructor(canvas, legend) {
    this.canvas = canvas;
    this.legend = legend;
    this.span = 120;
    this.reset([], []);
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.draw());
  }

  reset(labels, colours) {
    this.labels = labels;
    this.colours = colours;
    this.seconds = new Map();
    this.now = 0;
    this.legend.replaceChildren(...labels.map((label, index) => {
      const item = document.createElement("li");
      item.style.setProperty("--colour", colours[index]);
      item.append(label, " ", document.createElement("b"));
      return item;
    }));
  }

  // recent: [[number, faces per frame, shares], …]; now: the number of the second that is running.
  add(recent, now) {
    for (const [number, faces, shares] of recent) this.seconds.set(number, { faces, shares });
    for (const number of this.seconds.keys()) if (number < now - KEPT) this.seconds.delete(number);
    this.now = now;
    this.draw();
  }

  draw() {
    const { canvas, span } = this;
    const scale = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    const heavy = matchMedia("(prefers-color-scheme: light)").matches;
    const sums = this.labels.map(() => 0);
    let seen = 0;
    for (const [number, { faces, shares }] of this.seconds) {
      const age = this.now - number;
      if (!faces || age > span) continue;
      const left = Math.round(width * (1 - age / span));
      const right = Math.round(width * (1 - (age - 1) / span));
      let bottom = height;
      shares.forEach((share, index) => {
        const top = bottom - share * height;
        pen.fillStyle = this.colours[index];
        pen.fillRect(left, top, Math.max(right - left, 1), bottom - top);
        bottom = top;
        sums[index] += share;
      });
      if (heavy) {
        pen.fillStyle = "rgb(0 0 0 / 16%)"; // As --shade does for the bars.
        pen.fillRect(left, 0, Math.max(right - left, 1), height);
      }
      seen += 1;
    }
    this.tell(sums, seen);
  }

  // The same in words, for the legend and for who cannot see the canvas.
  tell(sums, seen) {
    const shares = sums.map((sum) => (seen ? Math.round((100 * sum) / seen) : null));
    shares.forEach((share, index) => {
      this.legend.children[index].lastChild.textContent = share === null ? "–" : `${share} %`;
    });
    const words = this.labels
      .map((label, index) => [label, shares[index]])
      .filter(([, share]) => share >= 1)
      .sort((a, b) => b[1] - a[1])
      .map(([label, share]) => `${label} ${share} %`);
    const minutes = `The last ${this.span / 60} minutes`;
    this.canvas.setAttribute("aria-label", seen ? `${minutes}: ${words.join(", ")}` : `${minutes}: no face yet`);
  }
}

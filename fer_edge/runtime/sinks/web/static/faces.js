// A card per face: who, what, how sure, and a bar per expression.

export class Faces {
  constructor(list, nobody, count) {
    Object.assign(this, { list, nobody, count, labels: [], colours: [] });
    this.cards = new Map();
  }

  reset(labels, colours) {
    Object.assign(this, { labels, colours });
    this.cards.clear();
    this.list.replaceChildren();
  }

  // record: one frame, in the form that --jsonl writes.
  show(record) {
    const faces = [...record.faces].sort((a, b) => a.track - b.track);
    const here = new Set(faces.map((face) => face.track));
    for (const [track, card] of this.cards) {
      if (here.has(track)) continue;
      card.remove();
      this.cards.delete(track);
    }
    for (const face of faces) {
      if (!this.cards.has(face.track)) this.cards.set(face.track, this.card(face.track));
      this.fill(this.cards.get(face.track), face);
    }
    // Appending a card that is there already would move it, and take the focus of a screen reader with it.
    faces.forEach((face, index) => {
      const card = this.cards.get(face.track);
      if (this.list.children[index] !== card) this.list.insertBefore(card, this.list.children[index] ?? null);
    });
    this.list.dataset.frame = record.frame;
    this.nobody.hidden = faces.length > 0;
    this.count.textContent = faces.length > 1 ? `${faces.length} people` : "";
  }

  card(track) {
    const card = made("article", "face");
    card.dataset.track = track;
    card.setAttribute("aria-label", `Person ${track}`);
    const head = made("p", "face-head");
    head.append(made("span", "face-who", `Person ${track}`), made("span", "face-label"), made("span", "face-sure"));
    head.append(made("span", "face-doubt", "uncertain"));
    const bars = made("ul", "bars");
    this.labels.forEach((label, index) => {
      const bar = made("li", "bar");
      bar.style.setProperty("--colour", this.colours[index]);
      const track = made("span", "bar-track");
      track.append(made("span", "bar-fill"));
      bar.append(made("span", "bar-name", label), track, made("span", "bar-number"));
      bars.append(bar);
    });
    card.append(head, bars);
    return card;
  }

  fill(card, face) {
    card.querySelector(".face-label").textContent = face.label;
    card.querySelector(".face-sure").textContent = percent(face.confidence);
    card.querySelector(".face-doubt").hidden = !face.uncertain;
    card.toggleAttribute("data-uncertain", Boolean(face.uncertain));
    card.querySelectorAll(".bar").forEach((bar, index) => {
      const share = face.probabilities[this.labels[index]];
      bar.style.setProperty("--share", share);
      bar.toggleAttribute("data-best", this.labels[index] === face.label);
      bar.querySelector(".bar-number").textContent = percent(share);
    });
  }
}

function made(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

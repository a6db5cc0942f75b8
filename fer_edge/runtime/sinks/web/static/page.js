import { Faces } from "./faces.js";
import { Follower } from "./stream.js";
import { Timeline } from "./timeline.js";
import { View, span } from "./view.js";

const HOT = 80; // Degrees Celsius: from here on a Raspberry Pi slows itself down.
const find = (id) => document.getElementById(id);
const faces = new Faces(find("faces"), find("nobody"), find("people-count"));
const timeline = new Timeline(find("timeline"), find("legend"));
const view = new View(({ header }) => faces.show(header.record), () => follower.hurry());
const follower = new Follower(take, (why) => view.lost(why));

function take(block) {
  const { header } = block;
  if (header.labels) {
    faces.reset(header.labels, header.colours);
    timeline.reset(header.labels, header.colours);
    find("notice").textContent = header.notice ?? "";
    find("notice-line").hidden = !header.notice;
  }
  if (header.status) {
    timeline.add(header.recent, header.second);
    tellNumbers(header.status);
    view.tellState(header.status);
  }
  if (header.record) view.show(block);
}

function tellNumbers(status) {
  const missed = Object.entries(status.missed).filter(([, count]) => count);
  const total = missed.reduce((sum, [, count]) => sum + count, 0);
  const hot = status.temperature !== null && status.temperature >= HOT;
  const rows = [
    ["FPS", status.fps.toFixed(1)],
    ["Processor", status.temperature === null ? "–" : `${status.temperature.toFixed(0)} °C`, hot ? "hot" : "", hot],
    ["Frames", status.frames.toLocaleString("en")],
    ["With a face", status.frames ? `${Math.round((100 * status.frames_with_face) / status.frames)} %` : "–"],
    ["Dropped", status.dropped.toLocaleString("en")],
    ["Skipped", status.skipped.toLocaleString("en")],
    ["Missed", total.toLocaleString("en"), missed.map(([name, count]) => `${name} ${count}`).join(", "), total > 0],
    ["Unreadable", status.failed.toLocaleString("en"), "", status.failed > 0],
    ["Reconnects", status.reconnects, "", status.reconnects > 0],
    ["Blind", span(status.blind_seconds), "", status.blind_seconds > 0],
    ["Running", span(status.seconds)],
    ["Watching", status.viewers],
  ];
  find("numbers").replaceChildren(...rows.map(([name, value, note = "", heed = false]) => {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const number = document.createElement("dd");
    const small = document.createElement("small");
    term.textContent = name;
    small.textContent = note;
    number.append(`${value} `, small);
    number.toggleAttribute("data-heed", heed);
    row.append(term, number);
    return row;
  }));
}

function choose(seconds) {
  timeline.span = seconds;
  timeline.draw();
  find("axis-start").textContent = `${seconds / 60} min ago`;
  find("axis-middle").textContent = `${seconds / 120} min`;
}

for (const choice of document.querySelectorAll("input[name=span]")) {
  choice.addEventListener("change", () => choose(Number(choice.value)));
  if (choice.checked) choose(Number(choice.value)); // A browser may remember the choice over a reload.
}
if (location.search) history.replaceState(null, "", location.pathname); // The cookie has it now.
follower.run();

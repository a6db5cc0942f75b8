import { Faces } from "./faces.js";
import { Follower } from "./stream.js";
import { Timeline } from "./timeline.js";

const BLIND_AFTER = 2; // Seconds without a new frame.
const HOT = 80; // Degrees Celsius: from here on a Raspberry Pi slows itself down.
const REASONS = {
  lost: ["No connection", "fer-edge does not answer."],
  ended: ["fer-edge has ended", "This page goes on when it is started again."],
  401: ["The token is not right any more", "Open the address that fer-edge printed, the one with ?token= in it."],
  503: ["Too many viewers", "Close this page elsewhere."],
};

const find = (id) => document.getElementById(id);
const faces = new Faces(find("faces"), find("nobody"), find("people-count"));
const timeline = new Timeline(find("timeline"), find("legend"));
const picture = find("picture").getContext("2d");
const follower = new Follower(take, lost);
let pending = null;

function take({ header, jpeg }) {
  if (header.labels) {
    faces.reset(header.labels, header.colours);
    timeline.reset(header.labels, header.colours);
    find("notice").textContent = header.notice ?? "";
    find("notice-line").hidden = !header.notice;
  }
  if (header.status) {
    timeline.add(header.recent, header.second);
    tellNumbers(header.status);
    tellState(header.status);
  }
  if (header.record) {
    const idle = pending === null;
    pending = { record: header.record, jpeg };
    if (idle) showPending();
  }
}

// The picture and its bars change in the same moment; what comes while one is decoded replaces what waits.
async function showPending() {
  while (pending !== null) {
    const shown = pending;
    const image = await createImageBitmap(new Blob([shown.jpeg], { type: "image/jpeg" })).catch(() => null);
    if (image) {
      const { canvas } = picture;
      if (canvas.width !== image.width || canvas.height !== image.height) {
        Object.assign(canvas, { width: image.width, height: image.height });
      }
      picture.drawImage(image, 0, 0);
      image.close();
      faces.show(shown.record);
    }
    if (pending === shown) pending = null;
  }
}

function tellState({ silent, fps }) {
  if (silent === null) state("wait", "waiting", "Waiting for the first picture", "");
  else if (silent <= BLIND_AFTER) state("live", `live · ${fps.toFixed(fps < 10 ? 1 : 0)} FPS`, "", "");
  else state("blind", "no picture", "No picture", `since ${span(silent)}. fer-edge runs and waits for its camera.`);
}

function lost({ reason, wait }) {
  const [title, detail] = REASONS[reason] ?? ["No connection", `fer-edge answered ${reason}.`];
  state("lost", "not connected", title, `${detail} ${wait ? `Next try in ${wait} s.` : "Trying …"}`);
}

function state(name, pill, title, detail) {
  find("pill").dataset.state = name;
  document.querySelector("main").dataset.state = name;
  find("again").hidden = name !== "lost";
  for (const [id, text] of [["pill-text", pill], ["veil-title", title], ["veil-detail", detail]]) {
    if (find(id).textContent !== text) find(id).textContent = text; // A screen reader hears changes only.
  }
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

function span(seconds) {
  const whole = Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
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
find("again").addEventListener("click", () => follower.hurry());
if (location.search) history.replaceState(null, "", location.pathname); // The cookie has it now.
follower.run();

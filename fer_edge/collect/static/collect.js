import { Keys } from "./keys.js";
import { Follower } from "./stream.js";
import { View } from "./view.js";

const find = (id) => document.getElementById(id);
const view = new View(shown, () => follower.hurry());
const follower = new Follower(take, lost);
const keys = new Keys(find("keys"), say);
let total = 0;

function take(block) {
  const { header } = block;
  if (header.labels) {
    keys.reset(header.labels, header.colours);
    find("notice").textContent = header.notice ?? "";
    find("notice-line").hidden = !header.notice;
  }
  if (header.status) view.tellState(header.status);
  if (header.collect) view.show(block);
}

function shown({ header }) {
  const { counts, held, last, folder } = header.collect;
  keys.show(counts, held);
  total = Object.values(counts).reduce((sum, of) => sum + of.train + of.validation, 0);
  say(last);
  find("folder").textContent = folder;
  find("undo").disabled = find("delete").disabled = total === 0;
  find("hint").hidden = header.faces > 0;
  find("hint").textContent = "No face in the picture";
  find("keys").dataset.total = total;
}

function lost(why) {
  keys.letGo();
  view.lost(why);
}

function say(text) {
  if (find("said").textContent !== text) find("said").textContent = text;
}

find("undo").addEventListener("click", () => keys.post("undo"));
find("delete").addEventListener("click", () => {
  keys.letGo();
  find("sure-count").textContent = `all ${total} faces`;
  find("sure").returnValue = "keep"; // Escape keeps them.
  find("sure").showModal();
});
find("sure").addEventListener("close", () => {
  if (find("sure").returnValue === "delete") keys.post("delete");
});
if (location.search) history.replaceState(null, "", location.pathname); // The cookie has it now.
follower.run();

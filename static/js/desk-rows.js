// The ordered parts of the editors' form: rows move up and down by buttons as they do by dragging, new
// ones are added, and each is headed by what it says. Without JavaScript a position is typed instead.
const form = document.querySelector("#career_form");
const said = document.querySelector("#said");
const NAMES = ["title", "name", "question", "related", "level", "text"]
  .map((name) => `[id$="-${name}"]`).join();

const rowsOf = (group) => [...group.querySelectorAll(".inline-related")];
const nameOf = (row) => {
  const field = row.querySelector(NAMES);
  return (field.selectedOptions?.[0].value ? field.selectedOptions[0].text : field.value).trim();
};
const isBlank = (row) => [...row.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .every((field) => field.type === "checkbox" || !field.value || field.matches("._reorder_"));
// A blank row gets no position, which would make it one that lacks its words.
const number = (group) => rowsOf(group).forEach((row, index) => {
  row.querySelector("._reorder_").value = isBlank(row) ? "" : index + 1;
});

function move(button) {
  const row = button.closest(".inline-related");
  const rows = rowsOf(row.parentNode);
  const from = rows.indexOf(row);
  const to = from + Number(button.dataset.move);
  if (!rows[to]) {
    said.textContent = to < 0 ? "It is the first already." : "It is the last already.";
    return;
  }
  if (to < from) rows[to].before(row);
  else rows[to].after(row);
  number(row.parentNode);
  button.focus(); // Some browsers lose it with the move.
  row.scrollIntoView({ block: "nearest" });
  said.textContent = `“${nameOf(row) || "The new row"}” is now ${to + 1} of ${rows.length}.`;
  form.dispatchEvent(new Event("input")); // Something to save.
}

function add(button) {
  const part = button.closest(".inline-group");
  const total = part.querySelector(`#id_${button.dataset.add}-TOTAL_FORMS`);
  const template = part.querySelector("template");
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.content.querySelector(".inline-related");
  template.before(row);
  total.value = Number(total.value) + 1;
  show(row);
  row.querySelector("input:not([type=hidden]):not(.delete *), select, textarea").focus();
}

const show = (part) => {
  for (const button of part.querySelectorAll("[data-move], [data-add]")) button.hidden = false;
};

const groups = [...form.querySelectorAll(".inline-group:has(._reorder_), .inline-group:has([data-add])")];
for (const group of groups) {
  const total = group.querySelector("[id$=-TOTAL_FORMS]");
  const last = rowsOf(group).at(-1);
  // The blank row is for browsers without scripts.
  if (last && isBlank(last) && !last.matches(":has(.errorlist)")) {
    last.remove();
    total.value = Number(total.value) - 1;
  }
  show(group);
}
form.classList.add("by-script");
form.addEventListener("click", ({ target }) => {
  if (target.matches("[data-move]")) move(target);
  if (target.matches("[data-add]")) add(target);
});
form.addEventListener("input", ({ target }) => {
  const row = target.closest(".inline-related");
  if (row && target.matches(NAMES)) row.querySelector(".inline_label").textContent = nameOf(row) || "new";
});
form.addEventListener("submit", () => groups.forEach(number));

// One interview question at a time. Without JavaScript, all of them stand in a list.
for (const button of document.querySelectorAll("[data-practice]")) {
  const list = document.getElementById(button.dataset.practice);
  const items = [...list.children];
  const bar = list.parentElement.querySelector("[data-practice-bar]");
  const openAll = list.parentElement.querySelector("[data-open-all]");
  const out = bar.querySelector("output");
  let at = -1; // -1: not practicing

  const show = (next) => {
    at = next;
    items.forEach((item, n) => { item.hidden = at >= 0 && n !== at; });
    bar.hidden = at < 0;
    openAll.hidden = at >= 0;
    button.textContent = at < 0 ? button.dataset.one : button.dataset.all;
    if (at < 0) return;
    for (const note of items[at].querySelectorAll("details")) note.open = false;
    out.value = `Question ${at + 1} of ${items.length}`;
    const title = items[at].querySelector("h3");
    title.tabIndex = -1;
    title.focus();
  };

  button.hidden = false;
  button.addEventListener("click", () => show(at < 0 ? 0 : -1));
  for (const step of bar.querySelectorAll("[data-step]")) {
    step.addEventListener("click", () => {
      show((at + Number(step.dataset.step) + items.length) % items.length);
    });
  }
}

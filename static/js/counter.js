// Says how much of a limited text is left, once it is near the end, when the typing rests.
const NEAR = 1000;
for (const field of document.querySelectorAll("[data-limit]")) {
  const out = document.getElementById(field.dataset.count);
  const update = () => {
    // Characters, not UTF-16 units: the server counts an emoji once.
    const left = field.dataset.limit - [...field.value].length;
    const [n, word] = [Math.abs(left).toLocaleString("en-US"), left < 0 ? "too many" : "left"];
    out.value = left < NEAR ? `${n} ${n === "1" ? "character" : "characters"} ${word}` : "";
  };
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, 400);
  });
  update();
}

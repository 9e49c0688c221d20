// Search boxes: careers for what has been typed so far, as links under the box. Tab and the arrow
// keys reach them, Escape closes them. Without JavaScript, the form finds the same.
for (const form of document.querySelectorAll("form[data-suggest]")) {
  const { q } = form.elements;
  const box = document.createElement("div");
  box.className = "suggestions";
  box.hidden = true;
  const status = document.createElement("p");
  status.className = "vh";
  status.role = "status";
  form.append(box, status);
  let timer, request, asked = q.value.trim();

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    box.hidden = true;
    status.textContent = "";
  };
  const look = async () => {
    const words = q.value.trim();
    if (words === asked && !box.hidden) return;
    asked = words;
    request?.abort();
    if (words.length < 2) return close();
    request = new AbortController();
    try {
      const url = `${form.dataset.suggest}?${new URLSearchParams({ q: words })}`;
      const response = await fetch(url, { signal: request.signal });
      if (!response.ok) return close();
      box.innerHTML = await response.text();
      const n = box.querySelectorAll("a").length;
      box.hidden = !n;
      status.textContent = n ? `${n} ${n === 1 ? "career" : "careers"} under the box` : "";
    } catch { /* offline, or typed on: the form itself still searches */ }
  };
  q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  form.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "Escape") {
      event.preventDefault(); // Browsers would empty the box.
      q.focus();
      close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [q, ...box.querySelectorAll("a")];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });
  // A press on a link leaves the focus in the box: some browsers would take it nowhere, and close.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) close();
  });
}

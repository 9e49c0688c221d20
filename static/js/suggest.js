// Careers for what has been typed so far, under the box: in search boxes links to their pages, in
// fields of other forms buttons that fill in the title. Tab and the arrow keys reach them, Escape
// closes them. Without JavaScript, the form finds the same.
for (const form of document.querySelectorAll("[data-suggest]")) {
  const q = form.elements?.q ?? form.querySelector("input:not([type=hidden])");
  const box = document.createElement("div");
  box.className = "suggestions";
  box.hidden = true;
  const status = document.createElement("p");
  status.className = "vh";
  status.role = "status";
  form.append(box, status);
  let timer, request, taken, asked = q.value.trim();

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    box.hidden = true;
    status.textContent = "";
  };
  const take = (title) => {
    q.value = taken = title;
    q.focus();
    close();
    q.dispatchEvent(new Event("input", { bubbles: true })); // Drafts save themselves.
  };
  const button = (link) => {
    const button = document.createElement("button");
    button.type = "button";
    const title = link.firstChild.data.trim();
    button.append(...link.childNodes);
    button.addEventListener("click", () => take(title));
    link.replaceWith(button);
  };
  const look = async () => {
    const words = q.value.trim();
    if (words === taken || (words === asked && !box.hidden)) return;
    asked = words;
    request?.abort();
    if (words.length < 2) return close();
    request = new AbortController();
    try {
      const url = `${form.dataset.suggest}?${new URLSearchParams({ q: words })}`;
      const response = await fetch(url, { signal: request.signal });
      if (!response.ok) return close();
      box.innerHTML = await response.text();
      if (!form.elements) box.querySelectorAll("a").forEach(button);
      const n = box.querySelectorAll("a, button").length;
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
    const stops = [q, ...box.querySelectorAll("a, button")];
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  });
  // A press on one leaves the focus in the box: some browsers would take it nowhere, and close.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) close();
  });
}

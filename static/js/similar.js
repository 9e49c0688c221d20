// The ask page: questions like the one being typed, below its title. Without JavaScript, the page
// shows them before it posts.
const form = document.querySelector("form[data-similar]");
if (form) {
  const { title } = form.elements;
  const box = document.createElement("div");
  const status = document.createElement("p");
  status.className = "vh";
  status.role = "status";
  title.parentElement.after(box, status);
  let timer, request, asked = title.value.trim();

  const look = async () => {
    const words = title.value.trim();
    if (words === asked) return;
    asked = words;
    request?.abort();
    request = new AbortController();
    try {
      const url = `${form.dataset.similar}?${new URLSearchParams({ title: words })}`;
      const response = words.length < 8 ? null : await fetch(url, { signal: request.signal });
      const html = response?.ok ? await response.text() : "";
      // What the server showed before is of an older title.
      document.getElementById("similar-title")?.parentElement.remove();
      box.innerHTML = html;
      const n = box.querySelectorAll("li").length;
      status.textContent = n ? `${n} similar ${n === 1 ? "question" : "questions"} below the title` : "";
    } catch { /* offline, or typed on: posting works without */ }
  };
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 400);
  });
}

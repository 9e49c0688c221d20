// Over each text in Markdown: how readers will see it, and links to careers by their title.
const { words, suggest } = document.querySelector("#writing").dataset;
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const failed = "The preview could not be made. Are you still signed in? Look in another tab, then try again.";

async function look(area, view) {
  const body = new FormData();
  body.append("text", area.value);
  body.append("csrfmiddlewaretoken", token);
  try {
    const reply = await fetch(words, { method: "POST", body, redirect: "error" });
    const answer = await reply.text();
    if (reply.ok) view.innerHTML = answer;
    else view.textContent = reply.status === 422 ? answer : failed;
  } catch { // Offline, or led to the page for signing in.
    view.textContent = failed;
  }
}

function link(area, picker, chosen) {
  const { selectionStart: start, selectionEnd: end } = area;
  const text = area.value.slice(start, end) || chosen.firstChild.data.trim();
  area.setRangeText(`[${text}](${chosen.getAttribute("href")})`, start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  picker.hidden = true;
  area.focus();
}

function makePicker(area, opener) {
  const id = `${area.id}_picker`;
  const input = make("input", { type: "text", id, autocomplete: "off", className: "vTextField" });
  const list = make("div", { className: "found" });
  const status = make("p", { className: "quiet" });
  status.setAttribute("role", "status");
  const picker = make("div", { className: "picker", hidden: true },
    make("label", { htmlFor: id, textContent: "Title of the career" }), input, status, list);
  const close = () => {
    picker.hidden = true;
    opener.focus();
  };
  let request, timer;
  const find = async () => {
    request?.abort();
    request = new AbortController();
    const q = input.value.trim();
    if (q.length < 2) return list.replaceChildren();
    try {
      const reply = await fetch(`${suggest}?${new URLSearchParams({ q })}`, { signal: request.signal });
      list.innerHTML = reply.ok ? await reply.text() : "";
    } catch { return; }
    for (const found of list.querySelectorAll("a")) {
      const button = make("button", { type: "button" }, ...[...found.childNodes].map((node) => node.cloneNode(true)));
      button.addEventListener("click", () => link(area, picker, found));
      found.replaceWith(button);
    }
    const n = list.querySelectorAll("button").length;
    status.textContent = n ? `${n} ${n === 1 ? "career" : "careers"} below` : "No career by that title.";
  };
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // These words are not saved.
    clearTimeout(timer);
    timer = setTimeout(find, 150);
  });
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault(); // It would save the page.
      list.querySelector("button")?.click();
    }
  });
  return { picker, input, close };
}

for (const area of document.querySelectorAll("textarea[data-markdown]")) {
  const view = make("div", { className: "preview", id: `${area.id}_preview`, hidden: true });
  view.setAttribute("aria-live", "polite");
  const preview = make("button", { type: "button", textContent: "Preview" });
  preview.setAttribute("aria-expanded", "false");
  preview.setAttribute("aria-controls", view.id);
  preview.addEventListener("click", () => {
    view.hidden = !view.hidden;
    preview.textContent = view.hidden ? "Preview" : "Close the preview";
    preview.setAttribute("aria-expanded", String(!view.hidden));
    if (!view.hidden) look(area, view);
  });
  const opener = make("button", { type: "button", textContent: "Link to a career" });
  const { picker, input, close } = makePicker(area, opener);
  opener.addEventListener("click", () => {
    if (!picker.hidden) return close();
    picker.hidden = false;
    input.value = "";
    input.focus();
  });
  const label = document.querySelector(`label[for="${area.id}"]`).textContent.replace(/:$/, "");
  const tools = make("div", { className: "tools" }, preview, opener);
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", label);
  area.closest(".flex-container").before(tools, picker);
  area.closest(".flex-container").after(view);
}

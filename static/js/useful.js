// "Was this part useful?" without leaving the page: what the server answers takes the form's place.
document.addEventListener("submit", async (e) => {
  const box = e.target.closest("[data-useful]");
  if (!box || "plain" in box.dataset) return;
  e.preventDefault();
  const data = new FormData(e.target);
  const { submitter: button } = e;
  if (button?.name) data.append(button.name, button.value);
  try {
    const response = await fetch(e.target.action, { method: "POST", body: new URLSearchParams(data) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const said = document.adoptNode(page.querySelector("[data-useful]"));
    box.replaceWith(said);
    // Its group is read out, and the next Tab goes on from here.
    (said.querySelector(".is-invalid") ?? said).focus({ preventScroll: true });
  } catch { // offline, or another answer than ours: let the browser show it
    box.dataset.plain = "";
    e.target.requestSubmit(button);
  }
});

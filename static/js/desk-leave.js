// Asks before words that were not saved are left behind.
const form = document.querySelector("#career_form");
let unsaved = "unsaved" in document.querySelector("#writing").dataset;

for (const kind of ["input", "change", "update"]) form.addEventListener(kind, () => { unsaved = true; }); // A dragged row sends "update".
form.addEventListener("submit", ({ submitter }) => {
  if (submitter?.formTarget !== "_blank") unsaved = false; // A preview saves nothing.
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

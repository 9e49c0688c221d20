// Blocking, in the head: applies the reader's own choice of appearance before anything is painted.
(() => {
  const key = "theme";
  let saved = null;
  try { saved = localStorage.getItem(key); } catch { /* storage is off */ }
  const apply = (value) => {
    if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
  };
  apply(saved);
  addEventListener("DOMContentLoaded", () => {
    for (const radio of document.querySelectorAll('input[name="theme"]')) {
      if (radio.value === saved) radio.checked = true;
      radio.addEventListener("change", () => {
        apply(radio.value);
        try { localStorage.setItem(key, radio.value); } catch { /* storage is off */ }
      });
    }
  });
})();

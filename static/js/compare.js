// Careers index: at most four careers can be picked; the line beside the button says how many.
const form = document.querySelector("form[data-compare]");
if (form) {
  const boxes = [...form.querySelectorAll('input[name="career"]')];
  const out = form.querySelector("output");
  const update = () => {
    const n = boxes.filter((b) => b.checked).length;
    for (const b of boxes) b.disabled = n >= 4 && !b.checked;
    out.value = n ? `${n} of 4 picked` : "Pick two to four careers";
  };
  form.addEventListener("change", update);
  update();
}

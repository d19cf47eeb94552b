// Rows ticked in a list: all at once, and how many there are. What is done with them is a form without this.
const form = document.querySelector("form[data-picked]");
if (form) watch(form);

function watch(form) {
  const boxes = [...form.elements].filter((one) => one.type === "checkbox");
  const words = form.querySelector("[data-picked-count]");
  const whole = document.querySelector("[data-tick-all]");
  const all = whole.querySelector("input");
  const plain = words.textContent;
  whole.hidden = false;
  boxes.forEach((box) => box.addEventListener("change", count));
  all.addEventListener("change", () => {
    boxes.forEach((box) => (box.checked = all.checked));
    count();
  });
  window.addEventListener("pageshow", count); // the browser ticks them again on the way back
  count();

  function count() {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    words.textContent = ticked ? words.dataset.pickedCount.replace("{n}", ticked) : plain;
  }
}

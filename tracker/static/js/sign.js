// Comforts of the signing page: counts the items that have a result and the letters of the opinion.
// What may be signed is decided on the server; without script nothing is missing but the counts.
const form = document.querySelector("form[data-sign]");
const badge = document.querySelector("[data-checked]");
const progress = document.querySelector("[data-progress]");
const letters = document.querySelector("[data-count]");

if (form && badge) {
  document.addEventListener("change", count);
  form.opinion.addEventListener("input", () => (letters.textContent = form.opinion.value.length));
  count();
}

function count() {
  const results = document.querySelectorAll("[data-result]");
  const done = document.querySelectorAll("[data-result] input:checked").length;
  const text = badge.dataset.text.replace("{n}", done).replace("{total}", results.length);
  badge.textContent = text;
  progress.textContent = text;
  progress.hidden = done === results.length;
}

// Rows of a schedule are carried to another place by their handle; the buttons 上移 and 下移 beside it do the same
// without a pointer. `carry(from, to)` is told once, when the row is let go somewhere else.
export function dragRows(form, carry) {
  let row = null;
  let target = null;
  showHandles(form);

  form.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-drag]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    row = handle.closest("tr");
    row.classList.add("dragged");
    handle.setPointerCapture(event.pointerId);
  });
  form.addEventListener("pointermove", (event) => row && point(event.clientY));
  form.addEventListener("pointerup", () => row && drop());
  form.addEventListener("pointercancel", () => row && stop());
  document.addEventListener("keydown", (event) => event.key === "Escape" && row && stop());

  function point(y) {
    const rows = [...row.parentElement.rows];
    const old = rows.indexOf(row);
    const at = rows.findIndex((one) => y < one.getBoundingClientRect().bottom);
    unmark();
    target = at < 0 ? rows.length - 1 : at;
    if (target !== old) rows[target].classList.add(target < old ? "drop-before" : "drop-after");
  }

  function drop() {
    const from = [...row.parentElement.rows].indexOf(row);
    const to = target ?? from;
    stop();
    if (from !== to) carry(from, to);
  }

  function stop() {
    unmark();
    row.classList.remove("dragged");
    row = target = null;
  }

  function unmark() {
    form.querySelectorAll(".drop-before, .drop-after").forEach((one) => one.classList.remove("drop-before", "drop-after"));
  }
}

// They are for a pointer that finds a script.
export function showHandles(form) {
  form.querySelectorAll("[data-drag]").forEach((handle) => (handle.hidden = false));
}

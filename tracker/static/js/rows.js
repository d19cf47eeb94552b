// Adds and removes rows of a form without leaving the page. The button posts the form to its own
// address, as it does without script, and the part of the page that holds the rows is swapped.
const form = document.querySelector("form[data-rows]");
if (form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-draws]");
    if (!button) return;
    event.preventDefault();
    draw(button.value);
  });
}

async function draw(action) {
  const body = new FormData(form);
  for (const input of form.querySelectorAll("input[type='file']")) body.delete(input.name); // only saving sends them
  body.set("do", action);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-board]");
    if (!fresh) return;
    form.querySelector("[data-board]").replaceWith(document.adoptNode(fresh));
    focus(action);
  } catch {
    // Offline: what was typed stays, and the page says so.
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// The reader goes on where the rows changed: in a new one, else at the button that adds one.
function focus(action) {
  const [verb, list] = action.split("-");
  const rows = form.querySelectorAll(`#${list} > .row-block`);
  const target = verb === "add" ? rows[rows.length - 1]?.querySelector("select, input, textarea") : null;
  (target ?? form.querySelector(`button[value='add-${list}']`))?.focus();
}

// Adds and removes rows of a form without leaving the page. The button posts the form to its own
// address, as it does without script, and the rows of the answer are taken over.
import { offerUndo, withdrawUndo } from "./undo.js";

const form = document.querySelector("form[data-rows]");
if (form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-draws]");
    if (!button) return;
    event.preventDefault();
    withdrawUndo();
    draw(button);
  });
  form.addEventListener("input", withdrawUndo);
}

async function draw(button) {
  const action = button.value;
  const [verb, list] = action.split("-");
  const body = new FormData(form);
  for (const input of form.querySelectorAll("input[type='file']")) body.delete(input.name); // only saving sends them
  body.set("do", action);
  form.setAttribute("aria-busy", "true");
  const board = form.querySelector("[data-board]");
  board.inert = verb === "remove"; // what is typed meanwhile would be lost
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (verb === "add") append(page, list, button);
    else take(page, board, list);
  } catch {
    // Offline: what was typed stays, and the page says so.
  } finally {
    form.removeAttribute("aria-busy");
    board.inert = false;
  }
}

// Only the new row: those that are there may be typed in at this very moment, and whoever already
// types elsewhere keeps the focus, or the rest of the word would land in the new row.
function append(page, list, button) {
  const fresh = page.querySelector(`#${list} > .row-block:last-child`);
  const rows = document.getElementById(list);
  if (!fresh || !rows) return;
  rows.append(document.adoptNode(fresh));
  const isWaiting = [button, document.body, null].includes(document.activeElement);
  if (isWaiting) rows.lastElementChild.querySelector("select, input, textarea")?.focus();
}

// Without one of them all are numbered anew; the reader goes on at the button that adds one.
function take(page, board, list) {
  const fresh = page.querySelector("[data-board]");
  if (!fresh) return;
  board.replaceWith(document.adoptNode(fresh));
  offerUndo(board, () => {});
  form.querySelector(`button[value='add-${list}']`)?.focus();
}

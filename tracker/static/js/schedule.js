// Works a schedule out while it is typed. It posts the form to its own address with the button 重新计算,
// as anybody without script does by hand, and swaps the parts of the page that are computed.
import { dragRows, showHandles } from "./drag.js";
import { offerUndo, withdrawUndo } from "./undo.js";

const PAUSE = 350;

const form = document.querySelector("form[data-schedule]");
if (form) watch(form);

function watch(form) {
  let timer = 0;
  let last = 0;

  dragRows(form, (from, to) => draw(`move-${from}-${to}`, redraw));
  form.addEventListener("input", () => { withdrawUndo(); later(); });
  form.addEventListener("change", later);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-draws]");
    if (!button) return;
    event.preventDefault();
    draw(button.value, redraw);
  });

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => draw("preview", refresh), PAUSE);
  }

  async function draw(action, show) {
    clearTimeout(timer);
    const mine = ++last;
    const body = new FormData(form);
    for (const input of form.querySelectorAll("input[type='file']")) body.delete(input.name); // only saving sends them
    body.set("do", action);
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok || mine !== last) return;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), action);
    } catch {
      // Offline: what was typed stays, and the page says so.
    } finally {
      if (mine === last) form.removeAttribute("aria-busy");
    }
  }

  // Only what is computed: the fields being typed in stay as they are.
  function refresh(page) {
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.getElementById(fresh.id);
      if (old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    }
  }

  // A button changed the rows: the whole board, and the reader goes on where it changed.
  function redraw(page, action) {
    const fresh = page.querySelector("[data-board]");
    const old = form.querySelector("[data-board]");
    if (!fresh || !old) return;
    old.replaceWith(document.adoptNode(fresh));
    showHandles(form);
    withdrawUndo();
    if (action.startsWith("remove-")) offerUndo(old, later);
    const names = form.querySelectorAll("[data-board] input[name$='-name']:not([type='hidden'])");
    const [verb, place] = action.split("-");
    if (verb === "move") return;
    if (verb === "up" || verb === "down") return follow(action, Number(place) + (verb === "up" ? -1 : 1));
    if (action === "add") names[names.length - 1]?.focus();
    else if (action !== "preview") names[0]?.focus();
  }

  // The button that moved a row is pressed again where the row went; at the end its neighbour is.
  function follow(action, place) {
    const verb = action.split("-")[0];
    const button = form.querySelector(`button[value="${verb}-${place}"]:not(:disabled)`);
    (button ?? form.querySelector(`button[value$="-${place}"]:not(:disabled)`))?.focus();
  }
}

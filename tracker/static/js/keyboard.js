// Single keys, off while typing and off for who does not want them: / search, J and K move through the list of the
// page, X ticks, E and R answer the reminder at hand (知悉, 转办), a control with data-key is reached by its key, or
// pressed if it has data-press; ? shows what there is. Esc closes by itself.
const ROWS = "main .work-row, main .inbox-row, main table.standard > tbody > tr";
const TYPES = ["checkbox", "radio", "submit", "button"];

export function listenToKeys() {
  if (document.body.dataset.keys !== "on") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });
}

function typing(element) {
  if (element.isContentEditable || ["SELECT", "TEXTAREA"].includes(element.tagName)) return true;
  return element.tagName === "INPUT" && !TYPES.includes(element.type);
}

function act(key) {
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "x") return select();
  if (answer(key)) return true;
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => key === "?" || seen(one));
  if (!target) return false;
  if (key === "?") show(target);
  else if ("press" in target.dataset) target.click();
  else target.focus();
  return true;
}

const seen = (element) => element.getClientRects().length > 0;
const linkOf = (row) => (row.matches("a") ? row : row.querySelector("a[href]"));

function rows() {
  return [...document.querySelectorAll(ROWS)].filter((row) => seen(row) && linkOf(row));
}

function current() {
  return rows().findIndex((row) => row.contains(document.activeElement));
}

function move(step) {
  const all = rows();
  const at = current();
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  if (!all[next]) return false;
  linkOf(all[next]).focus();
  return true;
}

// A reminder of the list that has the focus and is not the one shown beside it is answered by the shown one's form.
function answer(key) {
  const row = rows()[current()];
  const address = row?.classList.contains("active") ? "" : row?.dataset[key];
  if (!address) return false;
  const form = document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.form;
  if (!form) return location.assign(address), true;
  form.action = address;
  form.reset();
  form.requestSubmit();
  return true;
}

function select() {
  const box = rows()[current()]?.querySelector("input[type='checkbox']");
  box?.click();
  return Boolean(box);
}

// The page 键盘操作, as a dialog; where that fails, the page itself.
async function show(link) {
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.querySelector("[data-keyboard]");
    const dialog = document.createElement("dialog");
    dialog.className = "keyboard";
    dialog.setAttribute("aria-labelledby", "keyboard-title");
    dialog.append(document.adoptNode(list));
    const close = dialog.querySelector("[data-close]");
    close.hidden = false;
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
}

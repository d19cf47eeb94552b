// The bar that brings a removed row back. It stays a while, and as long as somebody points at it or stands on it.
const STAYS = 10_000;
let timer = 0;

// The board as it was, with all that was typed into it, takes the place of the one shown now.
export function offerUndo(board, isBack) {
  const bar = document.querySelector("[data-row-undo]");
  if (!bar) return;
  const button = bar.querySelector("button");
  button.onclick = () => {
    hide(bar);
    document.querySelector("[data-board]").replaceWith(board);
    isBack();
  };
  bar.hidden = false;
  bar.onpointerenter = bar.onfocusin = () => clearTimeout(timer);
  bar.onpointerleave = bar.onfocusout = () => wait(bar);
  wait(bar);
}

// Something else was changed since: going back would lose it.
export function withdrawUndo() {
  const bar = document.querySelector("[data-row-undo]");
  if (bar) hide(bar);
}

function wait(bar) {
  clearTimeout(timer);
  timer = setTimeout(() => hide(bar), STAYS);
}

function hide(bar) {
  clearTimeout(timer);
  bar.hidden = true;
}

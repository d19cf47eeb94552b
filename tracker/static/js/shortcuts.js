// A control with data-shortcut="/" gets the focus when that key is pressed outside of typing.
const typing = (element) =>
  element.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName);

export function shortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = CSS.escape(event.key);
    const target = document.querySelector(`[data-shortcut="${key}"]`);
    if (!target || target.offsetParent === null) return;
    event.preventDefault();
    target.focus();
  });
}

// After a refused submit the reader starts at the list of what is wrong.
export function focusErrors() {
  document.querySelector("[data-error-summary]")?.focus();
}

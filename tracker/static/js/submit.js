// A form marked data-once is sent once: further presses are ignored until the page comes back. It does not leave
// without a connection, so that nothing typed is lost to the browser's own error page; a long one asks first
// whether the server answers.
import { isOffline, reachesServer } from "./offline.js";

export function submitOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented || form.dataset.sent === "go") return;
    const isLong = form.querySelector("button[data-draft]");
    if (form.dataset.sent || isLong || isOffline()) event.preventDefault();
    if (form.dataset.sent || isOffline()) return;
    if (isLong) ask(form, event.submitter);
    else mark(form, event.submitter);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
}

function mark(form, submitter) {
  form.dataset.sent = "gone";
  submitter?.setAttribute("aria-disabled", "true");
  if (form.dataset.slow) setTimeout(tellSlow, 300, form);
}

// What takes longer than a moment says so: data-slow holds the words, [data-slow-words] is where they go.
function tellSlow(form) {
  const place = form.querySelector("[data-slow-words]");
  if (form.dataset.sent && place) place.textContent = form.dataset.slow;
}

async function ask(form, submitter) {
  mark(form, submitter);
  if (!(await reachesServer())) return release(form);
  form.dataset.sent = "go";
  form.requestSubmit(submitter?.form === form ? submitter : null);
  form.dataset.sent = "gone";
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

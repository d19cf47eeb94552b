// Shows how far an upload has come. The form is sent as it is, files and all, to its own address; what is wrong
// is told beside it, and what was chosen stays chosen.
const form = document.querySelector("form[data-upload]");
if (form) watch(form);

function watch(form) {
  const error = form.querySelector("[data-upload-error]");
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("p");
  const button = form.querySelector("button[type='submit']");
  const texts = form.dataset;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    const problem = refusal([...form.elements.papers.files]);
    if (problem) tell(problem);
    else send();
  });

  function refusal(files) {
    const named = (text, file) => text.replace("{name}", file.name);
    const large = files.find((file) => file.size > Number(texts.one));
    const empty = files.find((file) => !file.size);
    if (large) return named(texts.tooLarge, large);
    if (empty) return named(texts.empty, empty);
    if (files.length > Number(texts.most)) return texts.tooMany;
    const all = files.reduce((sum, file) => sum + file.size, 0);
    return all > Number(texts.all) ? texts.tooMuch : "";
  }

  function send() {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded, total));
    request.addEventListener("load", () => finish(request));
    request.addEventListener("error", () => tell(texts.broken));
    error.hidden = true;
    form.setAttribute("aria-busy", "true");
    button.setAttribute("aria-disabled", "true");
    show(0, 1);
    progress.hidden = false;
    request.send(new FormData(form));
  }

  function show(loaded, total) {
    const percent = Math.floor((loaded / total) * 100);
    bar.value = percent;
    words.textContent = loaded < total ? texts.sending.replace("{percent}", percent) : texts.checking;
  }

  function finish(request) {
    if (request.status === 201) location.assign(request.response.location);
    else if (request.status === 200) location.assign(request.responseURL); // it was recorded before
    else tell(request.response?.error?.message ?? texts.broken);
  }

  function tell(message) {
    form.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    progress.hidden = true;
    error.querySelector(".notice-body").textContent = message;
    error.hidden = false;
    error.scrollIntoView({ block: "nearest" });
  }
}

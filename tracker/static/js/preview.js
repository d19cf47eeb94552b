// Works a form out while it is typed: it posts the form to its own address with the button 重新计算,
// as anybody without script does by hand, and swaps the parts of the page marked data-live.
const PAUSE = 350;

const form = document.querySelector("form[data-preview]");
if (form) watch(form);

function watch(form) {
  let timer = 0;
  let last = 0;

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => clearTimeout(timer));

  function later() {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE);
  }

  async function draw() {
    const mine = ++last;
    const body = new FormData(form);
    body.set(form.dataset.preview, "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok && mine === last) refresh(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // Offline: what was typed stays, and the page says so.
    }
  }

  // Only what is computed: the fields being typed in stay as they are.
  function refresh(page) {
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.getElementById(fresh.id);
      if (old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    }
  }
}

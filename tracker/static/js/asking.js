// Forms that ask (method get) answer at once: one with data-asks="id" swaps that region of the page,
// one without a region is sent when a choice changes. Without scripts their button does the same.
export function askAtOnce() {
  for (const form of document.querySelectorAll("form[data-asks]")) {
    form.addEventListener("change", (event) => {
      if (event.target.closest("[data-ask-later]")) return;
      if (form.dataset.asks) swap(form, form.dataset.asks);
      else form.requestSubmit();
    });
  }
}

let last = 0;

async function swap(form, id) {
  const mine = ++last;
  const query = new URLSearchParams(new FormData(form));
  const address = `${form.action.split("?")[0]}?${query}`;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(id);
    const old = document.getElementById(id);
    if (mine !== last || !fresh || !old) return;
    old.replaceWith(document.adoptNode(fresh));
    history.replaceState(null, "", address);
  } catch {
    // Offline: what was typed stays, and the page says so.
  } finally {
    if (mine === last) form.removeAttribute("aria-busy");
  }
}

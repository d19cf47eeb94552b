// Saves what is typed into a long form every ten seconds while it changes, and at once with Ctrl+S. The button
// 存草稿 does the same where no script runs. Files and passwords stay here.
import { usedNow } from "./idle.js";

const EVERY = 10_000;
const OWN = ["csrf_token", "form_token", "form_name", "form_page", "draft_base"];

export function keepDrafts() {
  document.querySelectorAll("button[data-draft]").forEach(watch);
}

function watch(button) {
  const form = button.form;
  const state = form.querySelector("[data-draft-state]");
  let saved = typed();
  let under = null;
  setInterval(() => changed() && save(), EVERY);
  button.addEventListener("click", (event) => { event.preventDefault(); saveNow(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    saveNow();
  });
  form.addEventListener("submit", (event) => { if (event.submitter !== button) under?.abort(); });

  function fields() {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type='file'], input[type='password']")) data.delete(input.name);
    return data;
  }

  function typed() {
    const data = fields();
    OWN.forEach((name) => data.delete(name));
    return new URLSearchParams(data).toString();
  }

  function changed() {
    return typed() !== saved && !form.dataset.sent && !under;
  }

  // Asked for by the person: the answer is read out as well.
  function saveNow() {
    state.setAttribute("role", "status");
    save().finally(() => setTimeout(() => state.removeAttribute("role"), 1000));
  }

  async function save() {
    const now = typed();
    under = new AbortController();
    try {
      const answer = await fetch(button.formAction, {
        method: "POST", body: fields(), headers: { Accept: "application/json" }, signal: under.signal,
      });
      const told = await answer.json();
      if (answer.status === 401) return tell(state.dataset.ended);
      tell(answer.ok ? told.text : told.error.message);
      if (!answer.ok) return;
      usedNow();
      saved = now;
      form.elements.draft_base.value = told.base;
    } catch (error) {
      if (error.name !== "AbortError") tell(state.dataset.broken);
    } finally {
      under = null;
    }
  }

  function tell(text) {
    state.textContent = text;
  }
}

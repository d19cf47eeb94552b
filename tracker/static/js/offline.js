// The page says so while the connection is gone; what was typed stays in the form.
const PATIENCE = 8000;

export function noticeOffline() {
  window.addEventListener("online", () => say(false));
  window.addEventListener("offline", () => say(true));
  if (!navigator.onLine) say(true);
}

// Whether there is no network at all; then the page says so.
export function isOffline() {
  if (!navigator.onLine) say(true);
  return !navigator.onLine;
}

// Whether the server answers, asked before a form leaves the page; if not, the page says so.
export async function reachesServer() {
  const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const answers = await fetch(import.meta.url, options).then(() => true, () => false);
  say(!answers);
  return answers;
}

function say(isBroken) {
  const banner = document.querySelector("[data-offline]");
  if (!banner) return;
  banner.hidden = !isBroken;
  if (isBroken) banner.scrollIntoView({ block: "nearest" });
}

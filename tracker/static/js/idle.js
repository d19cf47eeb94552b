// Says two minutes before it happens that the session will end, and lets people go on with one press. Every page
// of the site that is opened, in whatever window, puts the end off.
const NOTICE = 2 * 60 * 1000;
const KEY = "tracker-used-at";
let own = Date.now();

// The server has just answered this person.
export function usedNow() {
  own = Date.now();
  try {
    localStorage.setItem(KEY, own);
  } catch {
    // Without storage each window counts for itself.
  }
}

export function warnOfIdleness() {
  const box = document.querySelector("[data-idle]");
  if (!box) return;
  const limit = Number(box.dataset.idle) * 1000;
  const words = box.querySelector("[data-idle-words]");
  const stay = box.querySelector("button");
  usedNow();
  setInterval(look, 1000);
  stay.addEventListener("click", async () => {
    const answer = await fetch(stay.dataset.page, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer?.ok) usedNow();
    look();
  });

  function look() {
    const idle = Date.now() - lastUse();
    const text = idle >= limit ? box.dataset.over : box.dataset.soon;
    if (words.textContent !== text) words.textContent = text;
    stay.hidden = idle >= limit;
    box.hidden = idle < limit - NOTICE;
  }
}

function lastUse() {
  try {
    return Math.max(own, Number(localStorage.getItem(KEY)) || 0);
  } catch {
    return own;
  }
}

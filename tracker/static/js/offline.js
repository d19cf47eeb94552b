// The page says so while the connection is gone; what was typed stays in the form.
export function noticeOffline() {
  const banner = document.querySelector("[data-offline]");
  if (!banner) return;
  const show = () => { banner.hidden = navigator.onLine; };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}

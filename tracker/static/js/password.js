// 显示/隐藏 beside a password field.
function addToggle(box) {
  const input = box.querySelector("input");
  const button = document.createElement("button");
  button.type = "button";
  const draw = () => {
    const hidden = input.type === "password";
    button.textContent = hidden ? box.dataset.show : box.dataset.hide;
    button.setAttribute("aria-pressed", String(!hidden));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  draw();
  box.append(button);
}

export function revealPasswords() {
  document.querySelectorAll("[data-password]").forEach(addToggle);
}

// Shows a message as it is typed: the form goes to the preview's frame, a moment after the last key.
// A click on a variable puts it where something was written last.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("button[formtarget=preview]");
  if (!button) return;
  let waiting;
  const show = () => button.form.requestSubmit(button);
  button.form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 600);
  });
  show();
  let written = button.form.querySelector("textarea");
  button.form.addEventListener("focusin", ({target}) => {
    if (target.matches("#subject, textarea")) written = target;
  });
  for (const variable of button.form.querySelectorAll("[data-insert]")) {
    variable.addEventListener("click", () => {
      written.setRangeText(variable.dataset.insert, written.selectionStart, written.selectionEnd, "end");
      written.focus();
      written.dispatchEvent(new Event("input", {bubbles: true}));
    });
  }
});

// Shows a message as it is typed: the form goes to the preview's frame, a moment after the last key.
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
});

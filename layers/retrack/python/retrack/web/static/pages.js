// For the Tracking and settings pages, beside app.js. They work without any of this.
"use strict";

// ---- selecting many: data-check-all and data-checked-count name the boxes that they are about ----

function boxes(name) {
  return [...document.querySelectorAll(`input[type="checkbox"][name="${name}"]`)];
}

function count() {
  document.querySelectorAll("[data-checked-count]").forEach((place) => {
    const checked = boxes(place.dataset.checkedCount).filter((box) => box.checked).length;
    place.textContent = checked ? `(${checked})` : "";
  });
  document.querySelectorAll("[data-check-all]").forEach((all) => {
    const found = boxes(all.dataset.checkAll);
    const checked = found.filter((box) => box.checked).length;
    all.checked = found.length > 0 && checked === found.length;
    all.indeterminate = checked > 0 && checked < found.length;
  });
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-check-all]");
  if (all) boxes(all.dataset.checkAll).forEach((box) => { box.checked = all.checked; });
  count();
});
document.addEventListener("htmx:afterSwap", count);
window.addEventListener("pageshow", count);

// ---- the drawer hands a row of the Orders page over; here the row is fetched as it looks here ------

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (!event.detail.target.matches("[data-own-row]")) return;
  event.preventDefault();
  htmx.trigger(event.detail.target, "refresh");
});

// ---- load more: the address then stands for all that is shown ------------------------------------

document.addEventListener("htmx:beforeSwap", (event) => {
  const link = event.detail.requestConfig.elt.closest("[data-then-address]");
  if (link && event.detail.xhr.status === 200) {
    history.replaceState({}, "", link.dataset.thenAddress);
    document.querySelectorAll('#again [name="back"]').forEach((field) => {
      field.value = link.dataset.thenAddress;
    });
  }
});

// ---- settings: what a tracking address will look like --------------------------------------------

document.addEventListener("input", (event) => {
  const example = document.getElementById(event.target.dataset?.exampleOf);
  if (example) example.textContent = event.target.value.trim() + example.dataset.number;
});

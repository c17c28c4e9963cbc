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

// ---- settings: a colour, chosen or typed, and a name written on it -------------------------------

function luminance(colour) {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

document.addEventListener("input", (event) => {
  const other = document.getElementById(event.target.dataset?.sameAs);
  const colour = event.target.value.trim();
  if (!other || !/^#[0-9a-f]{6}$/i.test(colour)) return;
  other.value = colour;
  const light = luminance(colour);
  document.querySelector("#brand-preview rect").setAttribute("fill", colour);
  document.querySelector("#brand-preview text").setAttribute(
    "fill", 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 ? "#ffffff" : "#000000");
});

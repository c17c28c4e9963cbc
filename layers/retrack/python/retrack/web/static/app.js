// What plain HTML and htmx leave open. Pages work without any of this.
"use strict";

// ---- addresses: what is shown can be linked to -------------------------------------------------

const here = () => location.pathname + location.search;
let shown = here(); // the address of the page under the drawer

// A control with data-address keeps the address in step with what it asked for.
function addressOf(path) {
  const url = new URL(path, location.href);
  for (const [name, value] of [...url.searchParams]) {
    if (!value.trim()) url.searchParams.delete(name);
  }
  return url.pathname + url.search;
}

document.addEventListener("htmx:afterRequest", (event) => {
  // The control that asked, which its own answer may have replaced by now.
  const control = event.detail.requestConfig.elt.closest("[data-address], [data-no-address]");
  if (!control?.hasAttribute("data-address") || !event.detail.successful) return;
  const address = addressOf(event.detail.pathInfo.finalRequestPath);
  history.replaceState({}, "", address);
  shown = address;
  document.querySelectorAll('form[action="/language"] [name="next"]').forEach((field) => {
    field.value = address;
  });
});

// ---- the drawer: a shipment over the list, with an address of its own --------------------------

const drawer = document.getElementById("drawer");

if (drawer) {
  const titleBefore = document.title;
  let opener = null;

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "drawer-content" || drawer.open) return;
    opener = document.activeElement;
    history.pushState({ drawer: true }, "", event.detail.pathInfo.finalRequestPath);
    drawer.showModal();
    document.title = drawer.querySelector("h1, h2")?.textContent.trim() || titleBefore;
  });

  // Closing by button, Escape or a click beside it goes back to the address below.
  drawer.addEventListener("close", () => {
    document.getElementById("drawer-content").replaceChildren();
    document.title = titleBefore;
    if (history.state?.drawer) history.back();
    // What was clicked may have been replaced by a newer row meanwhile.
    const target = opener?.isConnected ? opener : document.getElementById(opener?.id);
    target?.focus();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close]")) {
      event.preventDefault();
      drawer.close();
    }
  });
}

window.addEventListener("popstate", () => {
  if (drawer?.open) drawer.close();
  else if (here() !== shown) location.reload();
});

// ---- lists ------------------------------------------------------------------------------------

// After "load more" the keyboard goes on with the first new row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const more = event.detail.target.closest(".more");
  if (more?.contains(document.activeElement)) more.previousElementSibling?.setAttribute("data-last", "");
});
document.addEventListener("htmx:afterSettle", () => {
  const last = document.querySelector("[data-last]");
  if (!last) return;
  last.removeAttribute("data-last");
  last.nextElementSibling?.querySelector("a, button")?.focus({ preventScroll: true });
});

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});

// A request that never arrived says so where refusals are said.
document.addEventListener("htmx:sendError", () => {
  const lost = document.getElementById("lost");
  if (lost) document.querySelector("main > .notices").replaceChildren(lost.content.cloneNode(true));
});

// ---- small things -----------------------------------------------------------------------------

// Buttons that only scripts can serve are shown where scripts run.
function reveal(root) {
  root.querySelectorAll?.("[data-copy][hidden], [data-scripted][hidden]").forEach((found) => {
    found.hidden = false;
  });
}
reveal(document);
document.addEventListener("htmx:afterSwap", () => reveal(document));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = label; }, 2000);
});

// Presets fill other fields and send the form: data-fill='{"from": "2026-11-01", "to": "2026-11-30"}'.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  event.preventDefault();
  const form = button.form || button.closest("form");
  for (const [name, value] of Object.entries(JSON.parse(button.dataset.fill))) {
    form.elements[name].value = value;
  }
  form.requestSubmit();
});

// A choice with data-send sends its form at once.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send]")) event.target.form.requestSubmit();
});

// For the API's reference: opens what an address points at, and makes calls. Reading works without.
"use strict";

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName === "DETAILS") {
    target.open = true;
    target.scrollIntoView();
  }
}
window.addEventListener("hashchange", openTarget);
openTarget();

// What a form means as a call: path, query and headers from its fields; the body as it is written.
function call(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  const headers = {};
  form.querySelectorAll("[data-place]").forEach((field) => {
    const { place, name } = field.dataset;
    const text = field.value.trim();
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(text));
    else if (text && place === "query") query.set(name, text);
    else if (text) headers[name] = text;
  });
  const key = document.getElementById("credential").value.trim();
  if (key) headers.Authorization = `Bearer ${key}`;
  const body = form.querySelector("[data-body]")?.value.trim();
  if (body) headers["Content-Type"] = "application/json";
  const address = query.size ? `${path}?${query}` : path;
  return [address, { method: form.dataset.method, headers, body: body || undefined, credentials: "omit" }];
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function show(form) {
  const place = form.querySelector("[data-answer]");
  const [address, options] = call(form);
  place.hidden = false;
  place.textContent = `${options.method} ${address}`;
  try {
    const answer = await fetch(address, options);
    const told = ["etag", "location", "retry-after"].filter((name) => answer.headers.has(name));
    const lines = told.map((name) => `${name}: ${answer.headers.get(name)}`);
    const text = readable(await answer.text());
    place.textContent = [`${answer.status} ${answer.statusText}`, ...lines, "", text].join("\n");
  } catch (error) {
    place.textContent = String(error);
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-try]")) return;
  event.preventDefault();
  show(event.target);
});

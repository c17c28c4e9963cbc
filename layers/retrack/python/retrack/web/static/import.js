// Sends a file straight to where files are kept. Without this the form itself brings small ones.
"use strict";

const upload = document.getElementById("upload");

function put(address, file, bar) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => (request.status < 300 ? resolve() : reject(new Error("refused"))));
    request.addEventListener("error", () => reject(new Error("lost")));
    request.send(file);
  });
}

async function ask(address, fields) {
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
  if (!answer.ok) throw new Error("refused");
  return answer;
}

async function send(file) {
  const csrf = upload.elements.csrf.value;
  const bar = document.getElementById("uploading");
  bar.hidden = false;
  const begun = await (await ask("/import/begin", { csrf, size: file.size })).json();
  await put(begun.upload_url, file, bar);
  await ask(`${begun.page}/start`, { csrf });
  location.assign(begun.page);
}

upload?.addEventListener("submit", async (event) => {
  const file = upload.elements.file.files[0];
  if (!file || !file.size) return; // the page itself says what is missing
  event.preventDefault();
  const button = upload.querySelector("button");
  button.disabled = true;
  try {
    await send(file);
  } catch {
    const failed = document.getElementById("upload-failed").content.cloneNode(true);
    document.querySelector("main > .notices").replaceChildren(failed);
    document.getElementById("uploading").hidden = true;
    button.disabled = false;
  }
});

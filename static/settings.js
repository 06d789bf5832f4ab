/** Keeps what is chosen on the settings page at once, shows it, and tells the other tabs of this browser. */

const form = document.querySelector("form.settings");
const note = form.querySelector("[role=status]");
let saving = Promise.resolve();

// One after another: what was chosen last is kept.
form.addEventListener("change", () => saving = saving.then(save));

async function save() {
  const chosen = new URLSearchParams(new FormData(form));
  note.textContent = "";
  try {
    const response = await fetch(form.action, { method: "POST", body: chosen });
    if (!response.ok) throw new Error(response.statusText);
    takeLook(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch {
    note.textContent = "Not saved. Check your connection and choose again.";
    return;
  }
  note.textContent = "Saved.";
  try {
    localStorage.setItem(form.dataset.key, chosen);
    localStorage.removeItem(form.dataset.key);
  } catch {
    // Storage is forbidden: other tabs see it when they are loaded again.
  }
}

/** Has this page look as the server made it anew. */
function takeLook(made) {
  const root = document.documentElement;
  for (const { name } of [...root.attributes]) {
    if (!made.documentElement.hasAttribute(name)) root.removeAttribute(name);
  }
  for (const { name, value } of made.documentElement.attributes) root.setAttribute(name, value);
  for (const meta of document.querySelectorAll("meta[data-scheme]")) {
    meta.media = made.querySelector(`meta[data-scheme=${meta.dataset.scheme}]`).media;
  }
}

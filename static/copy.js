/** The buttons that copy what stands in a field: each names its field by the id. */

/** How long a button says that it is done, in milliseconds. */
const COPIED_MS = 2_000;

for (const button of document.querySelectorAll("button[data-copies]")) {
  const words = button.textContent;
  let timer;
  button.addEventListener("click", async () => {
    if (!await write(document.getElementById(button.dataset.copies))) return;
    button.textContent = "Copied";
    clearTimeout(timer);
    timer = setTimeout(() => button.textContent = words, COPIED_MS);
  });
}

/** Whether it was done. The text stays selected, for whoever has to copy it by hand. */
async function write(field) {
  field.select();
  // Not there where the page came over plain http.
  if (!navigator.clipboard) return document.execCommand("copy");
  return await navigator.clipboard.writeText(field.value).then(() => true, () => false);
}

/** How long the button says that it is done, in milliseconds. */
const COPIED_MS = 2_000;

/** Copies a block of code when its button was clicked. One listener for the whole log: what a message's text is made of has
 *  none of its own. */
export function copyOnClick(event: MouseEvent): void {
  const button = (event.target as Element).closest<HTMLElement>(".code-copy");
  if (button) void copy(button);
}

async function copy(button: HTMLElement): Promise<void> {
  const code = button.parentElement!.querySelector("pre")!;
  if (!await write(code)) return;
  button.dataset.copied = "";
  setTimeout(() => delete button.dataset.copied, COPIED_MS);
}

/** Whether it was done. */
async function write(code: HTMLElement): Promise<boolean> {
  // Not there where the page came over plain http.
  if (navigator.clipboard) {
    return await navigator.clipboard.writeText(code.textContent!).then(() => true, () => false);
  }
  getSelection()!.selectAllChildren(code);
  return document.execCommand("copy");
}

/** For the fields in which messages are written: the composer's, and that of an edit. */

/** Whether Enter sends, as the reader has chosen; if not, it breaks the line, and Ctrl Enter sends. */
export function enterSends(): boolean {
  return document.documentElement.dataset.enter !== "breaks";
}

/** Whether a key press sends what is written: Enter, unless with Shift, which breaks the line, or while a word is being
 *  composed. */
export function isSubmitKey(event: KeyboardEvent): boolean {
  // 229: Safari ends a composition before the Enter that ended it.
  const isComposing = event.isComposing || event.keyCode === 229;
  if (event.key !== "Enter" || event.shiftKey || isComposing) return false;
  return enterSends() || event.ctrlKey || event.metaKey;
}

/** Keeps what stands around a field as high as it is until `fitHeight`, for `beforeinput`. A browser that puts one text in
 *  the place of another lays out the empty field in between: the log would grow and shrink, and be off its end. */
export function holdHeight(field: HTMLTextAreaElement): void {
  const around = field.parentElement!;
  around.style.minBlockSize = `${around.getBoundingClientRect().height}px`;
}

/** Makes a field as high as its text. */
export function fitHeight(field: HTMLTextAreaElement): void {
  // CSS does it by itself, but not in Firefox yet.
  if (!CSS.supports("field-sizing", "content")) {
    holdHeight(field);
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight}px`;
  }
  field.parentElement!.style.minBlockSize = "";
}

/** Whether a key press is a character that nothing would take: no field has the focus, and nothing stands over the page.
 *  Not a space, which scrolls and presses buttons. */
export function isLooseCharacter(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented } = event;
  const isCommand = (ctrlKey || metaKey || altKey) && !event.getModifierState("AltGraph");
  if (isCommand || isComposing || defaultPrevented || key === " " || [...key].length !== 1) {
    return false;
  }
  const takers = "input, textarea, select, dialog, [popover], [contenteditable]";
  return (event.target as Element).closest(takers) === null;
}

/** Focuses the composer, but not on touch: the keyboard would cover what there is to read. */
export function focusComposer(): void {
  if (matchMedia("(pointer: fine)").matches) document.getElementById("composer")?.focus();
}

/** For the fields in which messages are written: the composer's, and that of an edit. */

/** Whether a key press sends what is written: Enter, unless with Shift, which breaks the line, or while a word is being
 *  composed. */
export function isSubmitKey(event: KeyboardEvent): boolean {
  // 229: Safari ends a composition before the Enter that ended it.
  const isComposing = event.isComposing || event.keyCode === 229;
  return event.key === "Enter" && !event.shiftKey && !isComposing;
}

/** Makes a field as high as its text, where CSS can't (`field-sizing`: not in Firefox yet). */
export function fitHeight(field: HTMLTextAreaElement): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

/** Focuses the composer, but not on touch: the keyboard would cover what there is to read. */
export function focusComposer(): void {
  if (matchMedia("(pointer: fine)").matches) document.getElementById("composer")?.focus();
}

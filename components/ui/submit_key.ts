/** Whether a key press in a field of several lines sends it: Enter, unless with Shift, which breaks the line, or
 *  while a word is being composed. */
export function isSubmitKey(event: KeyboardEvent): boolean {
  // 229: Safari ends a composition before the Enter that ended it.
  const isComposing = event.isComposing || event.keyCode === 229;
  return event.key === "Enter" && !event.shiftKey && !isComposing;
}

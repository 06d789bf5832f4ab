/** Goes to where one writes, if that is welcome: on touch it would bring up the keyboard over what there is to
 *  read. */
export function focusComposer(): void {
  if (matchMedia("(pointer: fine)").matches) document.getElementById("composer")?.focus();
}

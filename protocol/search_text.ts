const ASCII = /^[ -~]*$/;

/** A text as it is compared in a search: case and accents aside. */
export function searchText(text: string): string {
  // Ten times as fast: thousands of names are compared with each letter that is typed.
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

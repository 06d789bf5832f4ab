/** What a page says after a form was sent and it was opened anew; null for what it knows nothing of. Only these words
 *  are ever shown: a link must not be able to put its own on the page. */
export function flashText(url: URL, texts: Record<string, string>): string | null {
  const what = url.searchParams.get("done") ?? "";
  return Object.hasOwn(texts, what) ? texts[what]! : null;
}

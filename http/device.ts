/** Longest part of a User-Agent that is looked at, in characters. Real ones end long before. */
const READ_CHARACTERS = 512;

/** A browser and its system in a few words, such as "Firefox on Linux", from a User-Agent header; "" when they
 *  can't be told. The parser is loaded with the first one: it is not needed to start. */
export async function deviceOf(userAgent: string | null): Promise<string> {
  if (!userAgent) return "";
  const { default: bowser } = await import("bowser");
  const parser = bowser.getParser(userAgent.slice(0, READ_CHARACTERS));
  return [parser.getBrowserName(), parser.getOSName()].filter((name) => name !== "").join(" on ");
}

/** What the ids of direct conversations begin with; no other room's may. */
export const DIRECT_PREFIX = "direct-";

/** The id of the conversation of exactly these users (sorted ids): always the same, so that there is one. */
export async function directId(userIds: string[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(userIds.join(" ")));
  return `${DIRECT_PREFIX}${new Uint8Array(digest).slice(0, 20).toHex()}`;
}

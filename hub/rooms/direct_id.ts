import { DIRECT_PREFIX } from "../../protocol/reserved_id.ts";

/** The id of the conversation of exactly these users (sorted ids): always the same, so that there is one. */
export async function directId(userIds: string[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(userIds.join(" ")));
  return `${DIRECT_PREFIX}${new Uint8Array(digest).slice(0, 20).toHex()}`;
}

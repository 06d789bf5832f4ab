/** What the ids of direct conversations begin with. */
export const DIRECT_PREFIX = "direct-";

/** How the ids of private rooms end: 64 random bits. */
const PRIVATE_ENDING = /-[0-9a-f]{16}$/;

/** Whether an id is of a form that the server keeps for direct conversations and private rooms. Nobody else may have it,
 *  so that asking for it tells nothing of whether there is such a room. */
export function isReservedId(id: string): boolean {
  return id.startsWith(DIRECT_PREFIX) || PRIVATE_ENDING.test(id);
}

/** The id of a new private room: not to be guessed, and never in the way of another.
 *  @param wish what it begins with, as far as there is room */
export function newPrivateId(wish: string): string {
  const random = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  return `${wish.slice(0, 31)}-${random}`;
}

/** "(3) General · Confab": what is unread in all rooms, so that a tab at the back tells.
 *  @param title of the open room */
export function pageTitle(title: string, rooms: readonly { unread: number }[]): string {
  const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
  const count = unread === 0 ? "" : `(${unread > 99 ? "99+" : unread}) `;
  return `${count}${title} · Confab`;
}

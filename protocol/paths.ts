/** Where a room is on this site. */
export function roomPath(id: string): string {
  return `/rooms/${id}`;
}

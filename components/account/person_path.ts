/** Where admins look after somebody. */
export function personPath(userId: string): string {
  return `/admin/people/${encodeURIComponent(userId)}`;
}

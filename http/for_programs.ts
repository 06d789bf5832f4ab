/** Whether a path is asked by programs, and is no page of ours. */
export function isForPrograms(pathname: string): boolean {
  return /^\/((ws|health)(\/|$)|metrics\/?$)/.test(pathname);
}

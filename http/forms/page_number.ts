/** The page of a list that an address asks for, from 1. */
export function pageNumber(url: URL): number {
  const wish = url.searchParams.get("page") ?? "";
  return /^[1-9]\d{0,5}$/.test(wish) ? Number(wish) : 1;
}

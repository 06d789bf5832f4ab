/** Stands in for `fresh/runtime`: what pages and islands import on both sides. */
import type { ComponentChildren } from "preact";
import { ASSET_KEY, build } from "./snapshot.ts";

/** The URL of a file in static/ for this build, which browsers may cache forever. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, "http://localhost");
  url.searchParams.set(ASSET_KEY, build.id);
  return url.pathname + url.search + url.hash;
}

/**
 * Moves its children into the page's head when the server renders; one of the same key, or of the
 * same type and attributes, is replaced there. A browser keeps the head that the server made.
 */
export function Head(_props: { children?: ComponentChildren }): null {
  return null;
}

/** Stands in for Fresh's router: which handlers answer a method and path. */
import type { Method } from "./handlers.ts";

interface Entry<T> {
  path: string;
  pattern: URLPattern | null;
  byMethod: Map<string, T[]>;
}

/** What a path matched; `handlers` is undefined if it did so for other methods only. */
export interface Match<T> {
  path: string;
  params: Record<string, string>;
  handlers?: T[];
  allowed: string[];
}

/** Static paths are looked up first; patterns are tried in the order they were added. */
export class Router<T> {
  #static = new Map<string, Entry<T>>();
  #dynamic = new Map<string, Entry<T>>();

  /** All paths are below the base path; "/" is the base path itself. */
  constructor(readonly basePath: string) {}

  /** Adds handlers for a path or a URLPattern pathname, behind those it has for the method. */
  add(method: Method, pathInApp: string, handlers: T[]): void {
    const path = this.basePath && pathInApp === "/" ? this.basePath : this.basePath + pathInApp;
    const isDynamic = /[*:{}+?()]/.test(path);
    const entries = isDynamic ? this.#dynamic : this.#static;
    const pattern = isDynamic ? new URLPattern({ pathname: path }) : null;
    const entry = entries.get(path) ?? { path, pattern, byMethod: new Map() };
    entry.byMethod.set(method, [...entry.byMethod.get(method) ?? [], ...handlers]);
    entries.set(path, entry);
  }

  match(method: string, pathname: string): Match<T> | null {
    const exact = this.#static.get(pathname);
    if (exact) return toMatch(exact, method, {});
    for (const entry of this.#dynamic.values()) {
      const found = entry.pattern!.exec({ pathname });
      if (found) return toMatch(entry, method, found.pathname.groups);
    }
    return null;
  }
}

function toMatch<T>({ path, byMethod }: Entry<T>, method: string, groups: object): Match<T> {
  const params = Object.create(null);
  for (const [name, value] of Object.entries(groups)) params[name] = decodePath(value ?? "");
  const handlers = byMethod.get(method) ?? (method === "HEAD" ? byMethod.get("GET") : undefined);
  return { path, params, handlers, allowed: [...byMethod.keys()] };
}

/** Undoes percent-encoding; a path that isn't UTF-8 stays as it is. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Stands in for Fresh's `staticFiles()` middleware. */
import { extname } from "node:path";
import type { Middleware } from "./handlers.ts";
import { ASSET_KEY, build, scriptPath } from "./snapshot.ts";

const FOREVER = "public, max-age=31536000, immutable";
const NEVER = "no-cache, no-store, max-age=0, must-revalidate";

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=UTF-8",
  ".js": "text/javascript; charset=UTF-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=UTF-8",
  ".woff2": "font/woff2",
};

type File = Awaited<ReturnType<typeof read>>;

/** The files of a build are few and don't change: each is read once and kept, by its URL. */
const loaded = new Map<string, File>();

/** Reads all files of the build ahead: later there may be more going on than files may be open. Without a promise to: what
 *  could not be read is read when it is asked for. */
export async function loadStaticFiles(): Promise<void> {
  for (const source of build.files.values()) await load(source).catch(() => {});
}

/** Serves what the build lists, so that no path leads elsewhere; the rest is left to `next()`. */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const { req, url } = ctx;
    const path = decodeURIComponent(url.pathname);
    const source = build.files.get(path);
    if (!source) {
      return path === "/favicon.ico" ? new Response(null, { status: 404 }) : await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const key = url.searchParams.get(ASSET_KEY);
    if (key !== null && key !== build.id) {
      url.searchParams.delete(ASSET_KEY);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const { content, type, etag } = await load(source);
    const isOfThisBuild = key !== null || path.startsWith(scriptPath(build.id, ""));
    const headers = new Headers({ "Content-Type": type, Vary: "If-None-Match" });
    if (req.headers.get("If-None-Match") === etag) {
      return new Response(null, { status: 304, headers });
    }
    headers.set("ETag", etag);
    headers.set("Cache-Control", isOfThisBuild && !build.isDev ? FOREVER : NEVER);
    headers.set("Content-Length", String(content.byteLength));
    return new Response(content, { headers });
  };
}

async function load(fileUrl: string): Promise<File> {
  const file = loaded.get(fileUrl) ?? await read(fileUrl);
  loaded.set(fileUrl, file);
  return file;
}

async function read(fileUrl: string) {
  const type = CONTENT_TYPES[extname(fileUrl)];
  if (!type) throw new TypeError(`links/fresh does not know the content type of ${fileUrl}`);
  const content = await Deno.readFile(new URL(fileUrl));
  const hash = await crypto.subtle.digest("SHA-256", content);
  return { content, type, etag: `W/"${new Uint8Array(hash).toHex()}"` };
}

/** Stands in for Fresh's `staticFiles()` middleware. */
import { extname } from "node:path";
import { snapshotOf } from "./context.ts";
import type { Middleware } from "./handlers.ts";
import { decodePath } from "./router.ts";
import { ASSET_KEY } from "./shared.ts";
import { scriptFolder } from "./snapshot.ts";

const FOREVER = "public, max-age=31536000, immutable";
const NEVER = "no-cache, no-store, max-age=0, must-revalidate";

const CONTENT_TYPES: Record<string, string> = {
  ".css": "text/css; charset=UTF-8",
  ".html": "text/html; charset=UTF-8",
  ".ico": "image/vnd.microsoft.icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=UTF-8",
  ".json": "application/json; charset=UTF-8",
  ".mp3": "audio/mpeg",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wav": "audio/wav",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};

/** Serves what the build lists, so that no path leads elsewhere; the rest is left to `next()`. */
export function staticFiles<State>(): Middleware<State> {
  // The files of a build are few and don't change: each is read once and kept.
  const loaded = new Map<string, ReturnType<typeof load>>();
  return async (ctx) => {
    const { req, url, config } = ctx;
    const snapshot = snapshotOf(ctx);
    const path = decodePath(url.pathname.slice(config.basePath.length));
    const source = snapshot?.files.get(path);
    if (!snapshot || !source) {
      return path === "/favicon.ico" ? new Response(null, { status: 404 }) : await ctx.next();
    }
    if (req.method !== "GET" && req.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405 });
    }
    const key = url.searchParams.get(ASSET_KEY);
    if (key !== null && key !== snapshot.id) {
      url.searchParams.delete(ASSET_KEY);
      return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
    }
    const isOfThisBuild = key !== null || path.startsWith(scriptFolder(snapshot.id));
    if (!loaded.has(source)) loaded.set(source, load(source));
    const { content, etag } = await loaded.get(source)!;
    const headers = new Headers({
      "Content-Type": CONTENT_TYPES[extname(path)] ?? "text/plain",
      "Cache-Control": isOfThisBuild && config.mode === "production" ? FOREVER : NEVER,
      ETag: etag,
      Vary: "If-None-Match",
    });
    if (req.headers.get("If-None-Match") === etag) {
      return new Response(null, { status: 304, headers });
    }
    headers.set("Content-Length", String(content.byteLength));
    return new Response(content, { headers });
  };
}

async function load(fileUrl: string) {
  const content = await Deno.readFile(new URL(fileUrl));
  const hash = await crypto.subtle.digest("SHA-256", content);
  return { content, etag: `W/"${new Uint8Array(hash).toHex()}"` };
}

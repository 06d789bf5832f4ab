/** Stands in for Fresh's bundler: makes the islands and the client runtime into ES modules. */
import * as esbuild from "esbuild";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Mode } from "./snapshot.ts";

/**
 * Bundles the modules that `entries` has by the names of their chunks. Code they share, Preact
 * above all, goes into further chunks.
 */
export async function bundle(
  entries: Record<string, string>,
  { root, target, mode }: { root: string; target: string | string[]; mode: Mode },
): Promise<[name: string, code: string][]> {
  try {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: root,
      bundle: true,
      chunkNames: "shared-[hash]",
      define: { "process.env.NODE_ENV": JSON.stringify(mode) },
      entryPoints: entries,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      minify: mode === "production",
      outdir: "/",
      plugins: [{ name: "deno", setup: resolveLikeDeno }],
      sourcemap: mode === "production" ? false : "inline",
      splitting: true,
      target,
      tsconfigRaw: "{}",
      write: false,
    });
    return withNumberedChunks(outputFiles.map(({ path, text }) => [path.slice(1), text]));
  } finally {
    await esbuild.stop();
  }
}

/** The hashes depend on where packages lie on this machine; the order of the chunks doesn't. */
function withNumberedChunks(chunks: [name: string, code: string][]): [string, string][] {
  const hashed = /shared-[0-9A-Z]{8}(?=\.js)/g;
  const names = chunks.flatMap(([name]) => name.match(hashed) ?? []);
  const rename = (text: string) =>
    text.replace(hashed, (name) => names.includes(name) ? `shared-${names.indexOf(name)}` : name);
  return chunks.map(([name, code]) => [rename(name), rename(code)]);
}

/** Deno keeps packages in its cache and not in node_modules, where esbuild would look. */
function resolveLikeDeno(build: esbuild.PluginBuild): void {
  const isSelfReference = Symbol();
  build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, pluginData }) => {
    if (kind === "entry-point" || pluginData === isSelfReference) return undefined;
    try {
      // What the app imports comes first, also between packages: there is only one Preact.
      return { path: fileURLToPath(import.meta.resolve(path)) };
    } catch {
      // Node finds the package but its CommonJS; from inside, its name stands for its exports.
      const commonJs = createRequire(pathToFileURL(importer)).resolve(path);
      const options = { kind, resolveDir: dirname(commonJs), pluginData: isSelfReference };
      const found = await build.resolve(path, options);
      return found.errors.length > 0 ? { path: commonJs } : found;
    }
  });
}

/** Stands in for Fresh's bundler: makes the islands and the client runtime into ES modules. */
import * as esbuild from "npm:esbuild@^0.28";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Bundles the modules in `entries`, which has them by name. What they share, Preact above all,
 *  goes into further chunks. */
export async function bundle(
  entries: Record<string, string>,
  { root, isDev }: { root: string; isDev: boolean },
): Promise<[fileName: string, code: Uint8Array][]> {
  try {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: root,
      bundle: true,
      entryPoints: entries,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      minify: !isDev,
      outdir: "/",
      plugins: [{ name: "deno", setup: resolveLikeDeno }],
      sourcemap: isDev && "inline",
      splitting: true,
      target: ["chrome99", "firefox99", "safari15"],
      tsconfigRaw: "{}",
      write: false,
    });
    return outputFiles.map(({ path, contents }) => [path.slice(1), contents]);
  } finally {
    await esbuild.stop();
  }
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

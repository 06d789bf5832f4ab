/** Stands in for Fresh's bundler: makes the islands and the client runtime into ES modules. */
import * as esbuild from "npm:esbuild@^0.28";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** A file that browsers load. */
export interface Script {
  fileName: string;
  code: Uint8Array;
  /** The files it imports before it runs. */
  imports: string[];
}

/** Bundles the modules in `entries`, which has them by name. What they share, Preact above all,
 *  goes into further chunks. */
export async function bundle(
  entries: Record<string, string>,
  { root, isDev }: { root: string; isDev: boolean },
): Promise<Script[]> {
  try {
    const { outputFiles, metafile } = await esbuild.build({
      absWorkingDir: root,
      bundle: true,
      entryPoints: entries,
      format: "esm",
      jsx: "automatic",
      jsxImportSource: "preact",
      legalComments: "none",
      metafile: true,
      minify: !isDev,
      outdir: "/",
      plugins: [{ name: "deno", setup: resolveLikeDeno }],
      sourcemap: isDev && "inline",
      splitting: true,
      target: ["chrome99", "firefox99", "safari15"],
      tsconfigRaw: "{}",
      write: false,
    });
    // What was built is told of by paths from the working directory to the root.
    const fileName = (path: string) => resolve(root, path).slice(1);
    const imports = new Map<string, string[]>();
    for (const [path, output] of Object.entries(metafile.outputs)) {
      const before = output.imports.filter(({ kind }) => kind === "import-statement");
      imports.set(fileName(path), before.map(({ path }) => fileName(path)));
    }
    return outputFiles.map(({ path, contents }) => ({
      fileName: fileName(path),
      code: contents,
      imports: imports.get(fileName(path))!,
    }));
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

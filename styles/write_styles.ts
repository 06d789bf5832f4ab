import * as esbuild from "esbuild";
import { FONT_FILES } from "../components/ui/page/font_files.ts";

/** The package of the font, whose folder Deno can tell once a module of it was loaded (font_files.ts). */
const FONT = "@fontsource-variable/public-sans";

const root = new URL("..", import.meta.url);

/** Writes to static/ what is made and not kept there: the one sheet of every page, and the font with its licence. What is
 *  the same already stays untouched. */
export async function writeStyles(): Promise<void> {
  await write("confab.css", await bundled(new URL("styles/confab.css", root)));
  for (const { name } of FONT_FILES) {
    await write(`fonts/${name}`, await packaged(`files/${name}`));
  }
  await write("fonts/OFL.txt", await packaged("LICENSE"));
}

async function bundled(entry: URL): Promise<Uint8Array> {
  try {
    const { outputFiles } = await esbuild.build({
      bundle: true,
      entryPoints: [entry.pathname],
      minify: true,
      write: false,
    });
    return outputFiles[0]!.contents;
  } finally {
    await esbuild.stop();
  }
}

async function packaged(path: string): Promise<Uint8Array> {
  return await Deno.readFile(new URL(import.meta.resolve(`${FONT}/${path}`)));
}

/** A file that is only touched would make a development server start again. */
async function write(path: string, content: Uint8Array): Promise<void> {
  const file = new URL(`static/${path}`, root);
  const before = await Deno.readFile(file).catch(() => null);
  if (before?.toHex() === content.toHex()) return;
  await Deno.mkdir(new URL(".", file), { recursive: true });
  await Deno.writeFile(file, content);
}

import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";

const root = new URL("..", import.meta.url).pathname;

/** A link's target, which may have a folder in parentheses in it. */
const LINK = /\]\(((?:[^()\s]|\([^()\s]*\))+)\)/g;

Deno.test("every link of a document to a file of the project leads to one", async () => {
  const dead: string[] = [];
  for (const path of await documents()) {
    const text = await Deno.readTextFile(join(root, path));
    for (const [, target] of text.matchAll(LINK)) {
      const file = decodeURIComponent(target!.split("#")[0]!);
      if (file === "" || URL.canParse(file)) continue;
      if (!await exists(join(root, dirname(path), file))) dead.push(`${path} → ${target}`);
    }
  }
  assertEquals(dead, []);
});

async function documents(): Promise<string[]> {
  const found = ["README.md", "CONTRIBUTING.md"];
  for await (const { name } of Deno.readDir(join(root, "docs"))) {
    if (name.endsWith(".md")) found.push(`docs/${name}`);
  }
  return found;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

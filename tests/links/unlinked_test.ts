import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };

const links = new URL("../../links/", import.meta.url);

Deno.test("what the stand-ins import is there without the links, too, so that `deno check` passes then", () => {
  const known = Object.keys(config.imports);
  const missing = modulesIn(links).flatMap((url) =>
    [...Deno.readTextFileSync(url).matchAll(/ from "([^"]+)";$/gm)]
      .map(([, specifier]) => specifier!)
      .filter((specifier) => !/^(\.|npm:|node:)/.test(specifier))
      .filter((it) => !known.some((name) => it === name || it.startsWith(`${name}/`)))
  );
  assertEquals(missing, []);
});

function modulesIn(folder: URL): URL[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? modulesIn(new URL(`${name}/`, folder)) : new URL(name, folder)
  ).filter(({ pathname }) => pathname.endsWith(".ts"));
}

import { assertEquals } from "@std/assert";
import { renderToString } from "preact-render-to-string";
import { unlessCached } from "../../components/ui/cached_markup.ts";
import { IslandCache } from "../../routes/(_components)/island_cache.tsx";

/** An island that counts how often it is rendered. */
function countingIsland() {
  const rendered: string[] = [];
  const Island = unlessCached(({ text }: { text: string }) => {
    rendered.push(text);
    return <p title={text}>{text}</p>;
  });
  return { Island, rendered };
}

Deno.test("equal props are rendered once, and others by themselves", () => {
  const { Island, rendered } = countingIsland();
  const islands = new IslandCache();
  const show = (text: string) => renderToString(islands.get(Island, { text }));
  assertEquals(show("a & b"), '<p title="a &amp; b">a &amp; b</p>');
  assertEquals(show("a & b"), '<p title="a &amp; b">a &amp; b</p>');
  assertEquals(show("c"), '<p title="c">c</p>');
  assertEquals(rendered, ["a & b", "c"]);
});

Deno.test("two islands with the same props are two", () => {
  const islands = new IslandCache();
  const One = unlessCached(({ text }: { text: string }) => <b>{text}</b>);
  const Other = unlessCached(({ text }: { text: string }) => <i>{text}</i>);
  const shown = [One, Other].map((Island) => renderToString(islands.get(Island, { text: "x" })));
  assertEquals(shown, ["<b>x</b>", "<i>x</i>"]);
});

Deno.test("past the most it may keep, what was not asked for the longest is rendered anew", () => {
  const { Island, rendered } = countingIsland();
  const islands = new IslandCache(150); // each is about 50 long
  for (const text of ["aaaaa", "bbbbb", "aaaaa", "ccccc", "ddddd", "aaaaa", "bbbbb"]) {
    islands.get(Island, { text });
  }
  assertEquals(rendered.join(" "), "aaaaa bbbbb ccccc ddddd bbbbb");
});

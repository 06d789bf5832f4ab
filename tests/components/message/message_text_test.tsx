import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Fragment, isValidElement, toChildArray, type VNode } from "preact";
import { MessageText } from "../../../components/message/MessageText.tsx";

/** All elements of a rendered tree, and the text they hold. */
function look(node: unknown): { elements: VNode<Record<string, unknown>>[]; text: string } {
  const elements: VNode<Record<string, unknown>>[] = [];
  let text = "";
  const visit = (node: unknown) => {
    if (typeof node === "string" || typeof node === "number") text += node;
    // deno-lint-ignore no-explicit-any -- whatever stands between two tags
    if (!isValidElement(node as any)) return;
    const element = node as VNode<Record<string, unknown>>;
    elements.push(element);
    // deno-lint-ignore no-explicit-any -- as above
    toChildArray(element.props.children as any).forEach(visit);
  };
  visit(node);
  return { elements, text };
}

const corpus = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  '"><svg onload=alert(1)>',
  "<a href='javascript:alert(1)'>x</a>",
  "[x](javascript:alert(1))",
  'https://example.com/" onmouseover="alert(1)',
  "https://example.com/'onfocus='alert(1)",
  "https://example.com/<script>alert(1)</script>",
  "`<b>`",
  "```html\n<iframe srcdoc='<script>alert(1)</script>'></iframe>\n```",
  "&lt;b&gt;",
  "http://javascript:alert(1)@example.com",
  "www.example.com/javascript:alert(1)",
  "{{constructor.constructor('alert(1)')()}}",
  "]]><script>alert(1)</script>",
];

Deno.test("a message becomes text, code and links, whatever it says", () => {
  const allowed = ["div", "a", "code", "pre", "span", "button"];
  const isHarmless = (source: string) => {
    for (const { type, props } of look(MessageText({ text: source })).elements) {
      assert(type === Fragment || allowed.includes(String(type)), String(type));
      assert(!("dangerouslySetInnerHTML" in props));
      assert(Object.keys(props).every((name) => !/^on|^style$/i.test(name)));
      if (type === "a") assert(/^https?:\/\//i.test(String(props.href)), String(props.href));
    }
  };
  corpus.forEach(isHarmless);
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), isHarmless));
});

Deno.test("what looks like markup is shown as it was written", () => {
  for (const source of corpus.filter((source) => !source.includes("`"))) {
    assertEquals(look(MessageText({ text: source })).text, source);
  }
});

Deno.test("a link tells the other site nothing and opens beside the chat", () => {
  const { elements } = look(MessageText({ text: "https://example.com" }));
  const { href, rel, target } = elements.find(({ type }) => type === "a")!.props;
  assertEquals({ href, rel, target }, {
    href: "https://example.com",
    rel: "noopener noreferrer nofollow",
    target: "_blank",
  });
});

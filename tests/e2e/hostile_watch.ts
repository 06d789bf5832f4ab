import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { overflow } from "../support/looks.ts";

/** Elements that no page of ours has, and that markup of others would bring. */
const FOREIGN =
  "script:not([nonce]), iframe, object, embed, portal, math, base, link[href*=elsewhere], " +
  "meta[http-equiv=refresh], video, audio, img, marquee, details, template, foreignObject, animate, use, " +
  ".message-text :not(a, a span, code, pre, .code-well, .code-copy)";

/** What ours may have within a message. */
const ATTRIBUTES: Record<string, string[]> = {
  A: ["href", "rel", "target", "title"],
  BUTTON: ["aria-label", "class", "type"],
  CODE: [],
  DIV: ["class", "data-language"],
  PRE: ["tabindex"],
  SPAN: ["class"],
};

/** Notices from now on everything that a text could have made a page do. Console errors are noticed by the visitor. */
export async function watch(page: Page, origin: string): Promise<HostileWatch> {
  const seen: string[] = [];
  page.on("dialog", async (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("popup", (popup) => void seen.push(`a window: ${popup.url()}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) seen.push(`a request: ${request.url()}`);
  });
  page.on("framenavigated", (frame) => {
    if (!frame.url().startsWith(`${origin}/`)) seen.push(`a way out: ${frame.url()}`);
  });
  await page.exposeFunction("noticeViolation", (what: string) => void seen.push(what));
  const listen = () =>
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      // deno-lint-ignore no-explicit-any -- what was exposed above
      (globalThis as any).noticeViolation(`a violation: ${violatedDirective} ${blockedURI}`);
    });
  await page.addInitScript(listen);
  await page.evaluate(listen);
  return new HostileWatch(page, seen);
}

export class HostileWatch {
  readonly #page: Page;
  readonly #seen: string[];

  constructor(page: Page, seen: string[]) {
    this.#page = page;
    this.#seen = seen;
  }

  /** Nothing ran, nothing was asked of others, no element came of a text, and links go to the web alone. */
  async assertCalm(): Promise<void> {
    assertEquals(this.#seen, []);
    assertEquals(await this.#page.evaluate(strange, { FOREIGN, ATTRIBUTES }), []);
  }

  /** On a phone the page can't be moved sideways, and nothing is wider than the log but what is in a block of code,
   *  which can be moved. */
  async assertFits(): Promise<void> {
    await this.#page.setViewportSize({ width: 390, height: 780 });
    assertEquals(await overflow(this.#page), 0);
    assertEquals(await this.#page.getByRole("log").evaluate(tooWide), []);
  }
}

/** What sticks out of the log; runs in the page. */
function tooWide(log: Element): string[] {
  const { left, right } = log.getBoundingClientRect();
  const moves = getComputedStyle(log).overflowX !== "hidden";
  const wide = [...log.querySelectorAll(":not(pre *)")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.left < left || box.right > right;
  });
  return [...(moves ? ["the log moves"] : []), ...wide.map((element) => element.outerHTML)];
}

/** What stands in the page that is none of ours; runs there. */
function strange(
  { FOREIGN, ATTRIBUTES }: { FOREIGN: string; ATTRIBUTES: Record<string, string[]> },
): string[] {
  const found = [...document.querySelectorAll(FOREIGN)].map((element) => element.outerHTML);
  for (const element of document.querySelectorAll("*")) {
    const handler = element.getAttributeNames().find((name) => name.startsWith("on"));
    if (handler) found.push(`${handler} of ${element.outerHTML}`);
  }
  for (const element of document.querySelectorAll(".message-text *")) {
    const allowed = ATTRIBUTES[element.tagName] ?? [];
    const other = element.getAttributeNames().find((name) => !allowed.includes(name));
    if (other) found.push(`${other} of ${element.outerHTML}`);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".message-text a")) {
    const isWeb = link.protocol === "http:" || link.protocol === "https:";
    const isOpen = link.rel.split(" ").includes("noopener") && link.target === "_blank";
    if (!isWeb || !isOpen) found.push(link.outerHTML);
  }
  return found;
}

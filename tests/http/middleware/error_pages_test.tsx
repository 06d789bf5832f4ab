import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Context } from "fresh";
import { HttpError } from "fresh";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { State } from "../../../http/define.ts";
import { errorPages } from "../../../http/middleware/error_pages.tsx";
import { StorageError } from "../../../hub/ports/store.ts";

/** What people and the log are told when something below throws. */
async function pageFor(
  thrown: unknown,
  path = "/rooms/general",
): Promise<{ status: number; retryAfter: string | null; html: string; log: string[] }> {
  const log: string[] = [];
  const tell = (message: string, { error, ...fields }: { error?: unknown }) =>
    log.push(`${message} ${error} ${JSON.stringify(fields)}`);
  const context = {
    url: new URL(path, "http://chat.example"),
    state: {
      accounts: { serverName: { current: "Confab" } },
      logger: { error: tell },
      hub: { outages: { tell } },
    },
    next: () => Promise.reject(thrown),
    render: (page: VNode, init: ResponseInit) =>
      Promise.resolve(new Response(renderToString(page), init)),
  } as unknown as Context<State>;
  const response = await errorPages(context);
  const retryAfter = response.headers.get("Retry-After");
  return { status: response.status, retryAfter, html: await response.text(), log };
}

Deno.test("a bug is a 500 that tells people nothing of the inside, and the log everything", async () => {
  const { status, html, log } = await pageFor(new Error("no column secret in /srv/confab.db"));
  assertEquals(status, 500);
  assertStringIncludes(html, "Something went wrong");
  assertEquals(/secret|srv|Error:|\.ts/.test(html), false);
  assertStringIncludes(log.join(), "no column secret");
});

Deno.test("broken storage is a 503 that says to try again", async () => {
  const { status, html } = await pageFor(new StorageError("disk I/O error", true));
  assertEquals(status, 503);
  assertStringIncludes(html, "Try again");
  assertEquals(html.includes("disk"), false);
});

Deno.test("a lack of open files is a 503 that says to try again", async () => {
  const error = Object.assign(new Error("Too many open files (os error 24)"), { code: "EMFILE" });
  const { status, retryAfter, html, log } = await pageFor(error);
  assertEquals([status, retryAfter], [503, "5"]);
  assertStringIncludes(html, "Try again");
  assertEquals(html.includes("os error"), false);
  assertStringIncludes(log.join(), "os error 24");
});

Deno.test("what the visitor did wrong keeps its status and is not logged", async () => {
  for (const code of [400, 403, 404, 405, 413] as const) {
    const { status, log } = await pageFor(new HttpError(code));
    assertEquals([status, log], [code, []]);
  }
});

Deno.test("an address that cannot be decoded is not found", async () => {
  assertEquals((await pageFor(new URIError("malformed"))).status, 404);
});

Deno.test("the token of a one-time link stays out of the log, whatever goes wrong on its page", async () => {
  for (const kind of ["setup", "invite", "reset"]) {
    for (const thrown of [new Error("bug"), new StorageError("disk I/O error", true)]) {
      const { log } = await pageFor(thrown, `/${kind}/c2VjcmV0`);
      assertEquals(log.length, 1);
      assertStringIncludes(log[0]!, `/${kind}/…`);
      assertEquals(log[0]!.includes("c2VjcmV0"), false);
    }
  }
});

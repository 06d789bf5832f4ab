// deno-lint-ignore-file no-console -- what the app logs is part of what it promises
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { App, csp, csrf, HttpError, type Middleware } from "fresh";
import { get, textOf } from "./fixture_app.ts";

/** The answer of an app without routes to one request. */
function ask(middlewares: Middleware<unknown>[], path: string, init?: RequestInit) {
  const handler = new App().use(...middlewares).handler();
  return handler(new Request(`http://localhost${path}`, init));
}

/** Runs with console.error silent and gives what was logged. */
async function loggedBy(action: () => Promise<unknown>): Promise<unknown[]> {
  const original = console.error;
  const logged: unknown[] = [];
  console.error = (...args) => void logged.push(...args);
  try {
    await action();
  } finally {
    console.error = original;
  }
  return logged;
}

Deno.test("middlewares run from the outside in and back", async () => {
  const trail: string[] = [];
  const tracing = (name: string): Middleware<unknown> => async (ctx) => {
    trail.push(name);
    const response = await ctx.next();
    trail.push(`/${name}`);
    return response;
  };
  await ask([tracing("a"), tracing("b"), () => new Response()], "/");
  assertEquals(trail, ["a", "b", "/b", "/a"]);
});

Deno.test("an unmatched path still runs the middlewares, then is not found", async () => {
  const own: Middleware<unknown> = (ctx) =>
    ctx.url.pathname === "/mw" ? new Response("mw") : ctx.next();
  assertEquals(await (await ask([own], "/mw")).text(), "mw");
  const response = await ask([own], "/nowhere");
  assertEquals([response.status, await response.text()], [404, "Not Found"]);
});

Deno.test("what is thrown becomes its status, or a 500 that gives nothing away", async () => {
  const throwing = (error: Error) =>
    ask([() => {
      throw error;
    }], "/");
  const teapot = await throwing(new HttpError(418, "short and stout"));
  assertEquals([teapot.status, await teapot.text()], [418, "short and stout"]);
  const logged = await loggedBy(async () => {
    const bug = await throwing(new Error("secret"));
    assertEquals([bug.status, await bug.text()], [500, "Internal server error"]);
  });
  assertStringIncludes(String(logged), "secret");
});

Deno.test("a middleware that answers with nothing is a bug and not an empty page", async () => {
  const logged = await loggedBy(async () => {
    const nothing = (() => {}) as unknown as Middleware<unknown>;
    assertEquals((await ask([nothing], "/")).status, 500);
  });
  assertStringIncludes(String(logged), "Expected a Response");
});

Deno.test("csrf lets through what a page of this origin or no page sends, and nothing else", async () => {
  const status = async (method: string, headers: HeadersInit) =>
    (await ask([csrf(), () => new Response()], "/", { method, headers })).status;
  assertEquals(await status("GET", { "Sec-Fetch-Site": "cross-site" }), 200);
  assertEquals(await status("POST", {}), 200);
  assertEquals(await status("POST", { "Sec-Fetch-Site": "same-origin" }), 200);
  assertEquals(await status("POST", { "Sec-Fetch-Site": "none" }), 200);
  assertEquals(await status("POST", { Origin: "http://localhost" }), 200);
  assertEquals(await status("POST", { "Sec-Fetch-Site": "cross-site" }), 403);
  assertEquals(await status("POST", { "Sec-Fetch-Site": "same-site" }), 403);
  assertEquals(await status("POST", { Origin: "http://evil.localhost" }), 403);
  assertEquals(await status("POST", { Origin: "null" }), 403);
});

Deno.test("the policy of anything but a page has no nonce", async () => {
  const response = await ask([csp({ useNonce: true }), () => new Response()], "/");
  assertEquals(
    response.headers.get("Content-Security-Policy"),
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
      "font-src 'self'; img-src 'self' data:; media-src 'self' data: blob:; " +
      "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; " +
      "form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
  );
});

Deno.test("a route runs through the middlewares added before the routes, and no others", async () => {
  assertStringIncludes(await textOf("/rooms/one"), "Room one via first,second<");
});

Deno.test("in each segment of a path a fixed name wins over a parameter", async () => {
  assertStringIncludes(await textOf("/rooms/new"), "New room");
  assertStringIncludes(await textOf("/rooms/caf%C3%A9"), "Room café");
  assertStringIncludes(await textOf("/rooms"), "All rooms");
  assertStringIncludes(await textOf("/houses/new"), "New in some place");
  assertEquals((await get("/houses/old")).status, 404);
  assertEquals((await get("/rooms/a/b")).status, 404);
});

Deno.test("a path that is not UTF-8 is a URIError: in the app, but for a parameter outside of it", async () => {
  const response = await get("/%ff");
  assertEquals(response.status, 500);
  assertStringIncludes(await response.text(), "Caught 500: URIError");
  await assertRejects(() => get("/rooms/%ff"), URIError);
});

Deno.test("repeated slashes in a path are one", async () => {
  assertEquals(JSON.parse(await textOf("//data")), { path: "/data" });
  assertStringIncludes(await textOf("/rooms///new"), "New room");
});

Deno.test("a group is not part of the URL, and a private folder holds no route", async () => {
  assertStringIncludes(await textOf("/settings"), "<p>Settings</p>");
  assertEquals((await get("/Hidden")).status, 404);
});

Deno.test("a final slash is let pass where the path has no parameter", async () => {
  assertStringIncludes(await textOf("/rooms/"), "All rooms");
  assertStringIncludes(await textOf("/settings/"), "<p>Settings</p>");
  assertEquals(JSON.parse(await textOf("/data/")), { path: "/data/" });
  assertEquals((await get("/rooms/one/")).status, 404);
});

Deno.test("a method without a handler is not found, and a page without handlers answers every method", async () => {
  assertEquals((await get("/form", { method: "DELETE" })).status, 404);
  assertEquals((await get("/away", { method: "PUT" })).status, 404);
  assertEquals((await get("/data", { method: "OPTIONS" })).status, 404);
  assertEquals((await get("/plain", { method: "POST" })).status, 200);
});

Deno.test("a method that the router does not know is an error outside of all middlewares", async () => {
  const logged = await loggedBy(async () => {
    const response = await get("/plain", { method: "PROPFIND" });
    assertEquals([response.status, response.headers.get("Content-Security-Policy")], [500, null]);
  });
  assertMatch(String(logged), /TypeError/);
});

Deno.test("HEAD is answered by GET without the body", async () => {
  const response = await get("/data", { method: "HEAD" });
  assertEquals([response.status, response.headers.get("X-Data"), response.body], [202, "1", null]);
  assertEquals((await get("/plain", { method: "HEAD" })).status, 200);
});

Deno.test("a redirect to a path cannot leave the origin", async () => {
  const location = async (to: string) => {
    const response = await get(`/away?to=${encodeURIComponent(to)}`);
    assertEquals(response.status, 303);
    return response.headers.get("location");
  };
  assertEquals(await location("//evil.com//x?next=//y"), "/evil.com/x?next=//y");
  assertEquals(await location("https://example.com/a"), "https://example.com/a");
  assertEquals((await get("/away", { method: "POST" })).status, 302);
});

Deno.test("a handler's data, status and headers reach the page", async () => {
  const shown = await get("/form");
  assertEquals([shown.status, shown.headers.get("X-Form")], [200, "shown"]);
  assertEquals(shown.headers.get("Content-Type"), "text/html; charset=utf-8");
  assertStringIncludes(await shown.text(), "<p>Sent: nothing</p>");
  const sent = await get("/form", { method: "POST", body: "it" });
  assertEquals(sent.status, 201);
  assertStringIncludes(await sent.text(), "<p>Sent: it</p>");
});

Deno.test("json is answered as such, with its status", async () => {
  const response = await get("/data");
  assertEquals([response.status, await response.json()], [202, { path: "/data" }]);
  assertEquals(response.headers.get("Content-Type"), "application/json");
});

Deno.test("a middleware can catch what is thrown and render in the app wrapper", async () => {
  const missing = await get("/nowhere");
  assertEquals(missing.status, 404);
  assertMatch(missing.headers.get("Content-Security-Policy")!, /script-src 'self' 'nonce-/);
  assertMatch(await missing.text(), /^<!DOCTYPE html><html.*<title>Fixture.*Caught 404/);
  const broken = await get("/boom");
  assertEquals(broken.status, 500);
  assertStringIncludes(await broken.text(), "Caught 500: Error: boom");
});

Deno.test("what a page puts in the head replaces its equal there", async () => {
  const html = await textOf("/title");
  assertMatch(html, /<head>.*<title>Of this page<\/title>.*<meta name="robots".*<\/head>/);
  assertEquals(html.match(/<title/g)?.length, 1);
});

Deno.test("rendering what is no JSX, or without an app wrapper, is a bug that is named", async () => {
  const logged = await loggedBy(async () => {
    assertEquals((await ask([(ctx) => ctx.render(<p />)], "/")).status, 500);
    assertEquals((await ask([(ctx) => ctx.render("text" as never)], "/")).status, 500);
  });
  assertMatch(String(logged), /routes\/_app.*takes JSX/s);
});

// deno-lint-ignore-file no-console -- what the app logs is part of what it promises
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { App, csp, csrf, HttpError, type Middleware } from "fresh";
import { get, textOf, withFixtureBuild } from "./fixture_app.ts";

/** The answer of an app to one request. */
function ask<State>(app: App<State>, path: string, init?: RequestInit): Promise<Response> {
  return app.handler()(new Request(`http://localhost${path}`, init));
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

Deno.test("middlewares run from the outside in and back, only for routes added after them", async () => {
  const trail: string[] = [];
  const tracing = (name: string): Middleware<unknown> => async (ctx) => {
    trail.push(name);
    const response = await ctx.next();
    trail.push(`/${name}`);
    return response;
  };
  const app = new App().get("/early", () => new Response("early"))
    .use(tracing("a"), tracing("b")).use("/deep", tracing("c"))
    .get("/deep/page", () => new Response("page"));
  await ask(app, "/deep/page");
  assertEquals(trail.splice(0), ["a", "b", "c", "/c", "/b", "/a"]);
  await ask(app, "/early");
  assertEquals(trail, []);
});

Deno.test("an unmatched path still runs the middlewares of the root, then is not found", async () => {
  const app = new App().use((ctx) => ctx.url.pathname === "/mw" ? ctx.text("mw") : ctx.next());
  assertEquals(await (await ask(app, "/mw")).text(), "mw");
  const response = await ask(app, "/nowhere");
  assertEquals([response.status, await response.text()], [404, "Not Found"]);
});

Deno.test("the wrong method is refused, and OPTIONS tells the right ones", async () => {
  const app = new App().get("/a", () => new Response("a")).post("/a", () => new Response("b"));
  assertEquals((await ask(app, "/a", { method: "PUT" })).status, 405);
  const options = await ask(app, "/a", { method: "OPTIONS" });
  assertEquals([options.status, options.headers.get("Allow")], [204, "GET, POST"]);
});

Deno.test("HEAD is answered by GET without the body", async () => {
  const app = new App().get("/a", () => new Response("body", { headers: { "X-A": "1" } }));
  const response = await ask(app, "/a", { method: "HEAD" });
  assertEquals([response.status, response.headers.get("X-A"), response.body], [200, "1", null]);
});

Deno.test("a static path wins over a pattern that was added before it", async () => {
  const app = new App().get("/:any", (ctx) => ctx.text(`any ${ctx.params.any}`))
    .get("/fixed", (ctx) => ctx.text("fixed"));
  assertEquals(await (await ask(app, "/fixed")).text(), "fixed");
  assertEquals(await (await ask(app, "/a%20b")).text(), "any a b");
});

Deno.test("repeated slashes in a path are one", async () => {
  const app = new App().get("/a/b", (ctx) => ctx.text(ctx.url.pathname));
  assertEquals(await (await ask(app, "//a///b")).text(), "/a/b");
});

Deno.test("what is thrown becomes its status, or a 500 that gives nothing away", async () => {
  const app = new App().get("/teapot", () => {
    throw new HttpError(418, "short and stout");
  }).get("/bug", () => {
    throw new Error("secret");
  });
  const teapot = await ask(app, "/teapot");
  assertEquals([teapot.status, await teapot.text()], [418, "short and stout"]);
  const logged = await loggedBy(async () => {
    const bug = await ask(app, "/bug");
    assertEquals([bug.status, await bug.text()], [500, "Internal server error"]);
  });
  assertStringIncludes(String(logged), "secret");
});

Deno.test("onError answers for its path and below, and nowhere else", async () => {
  const app = new App().onError("/api", (ctx) => ctx.json({ failed: String(ctx.error) }))
    .get("/api/x", () => {
      throw new HttpError(400, "no");
    }).get("/x", () => {
      throw new HttpError(400, "no");
    });
  assertEquals(await (await ask(app, "/api/x")).json(), { failed: "HttpError: no" });
  assertEquals((await ask(app, "/x")).status, 400);
});

Deno.test("a redirect to a path cannot leave the origin", async () => {
  const app = new App().get("/to", (ctx) => ctx.redirect(ctx.url.searchParams.get("to")!, 303));
  const location = async (to: string) => {
    const response = await ask(app, `/to?to=${encodeURIComponent(to)}`);
    assertEquals(response.status, 303);
    return response.headers.get("location");
  };
  assertEquals(await location("//evil.com//x?next=//y"), "/evil.com/x?next=//y");
  assertEquals(await location("https://example.com/a"), "https://example.com/a");
});

Deno.test("csrf lets through what a page of this origin or no page sends, and nothing else", async () => {
  const app = new App().use(csrf()).get("/", () => new Response()).post("/", () => new Response());
  const status = async (method: string, headers: HeadersInit) =>
    (await ask(app, "/", { method, headers })).status;
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

Deno.test("an app below a base path answers only there", async () => {
  const app = new App({ basePath: "/base" }).get("/", (ctx) => ctx.text("home"))
    .get("/a", (ctx) => ctx.text("a"));
  assertEquals(await (await ask(app, "/base")).text(), "home");
  assertEquals(await (await ask(app, "/base/a")).text(), "a");
  assertEquals((await ask(app, "/a")).status, 404);
});

Deno.test("a fixed name wins over a parameter, and a parameter over the rest of the path", async () => {
  assertStringIncludes(await textOf("/rooms/new"), "New room");
  assertStringIncludes(await textOf("/rooms/caf%C3%A9"), "Room café via root,rooms");
  assertStringIncludes(await textOf("/rooms"), "All rooms via root,rooms");
  assertStringIncludes(await textOf("/files/a.txt"), "One file a.txt");
  assertStringIncludes(await textOf("/files/a/b.txt"), "File a/b.txt");
});

Deno.test("a group is not part of the URL, and its layout wraps only its own pages", async () => {
  assertStringIncludes(await textOf("/settings"), "<section><p>Settings</p></section>");
  assert(!(await textOf("/plain")).includes("<section>"));
  assertEquals((await get("/Hidden")).status, 404);
});

Deno.test("a route can do without the layouts and the app wrapper", async () => {
  const html = await textOf("/bare");
  assertMatch(html, /^<!DOCTYPE html><html><head><meta charset="utf-8"\/?><\/head><body><p>Bare/);
});

Deno.test("a handler's data, status and headers reach the page", async () => {
  const shown = await get("/form");
  assertEquals([shown.status, shown.headers.get("X-Form")], [200, "shown"]);
  assertEquals(shown.headers.get("Content-Type"), "text/html; charset=utf-8");
  assertStringIncludes(await shown.text(), "<p>Sent: nothing</p>");
  const sent = await get("/form", { method: "POST", body: "it" });
  assertEquals(sent.status, 201);
  assertStringIncludes(await sent.text(), "<p>Sent: it</p>");
  assertEquals((await get("/form", { method: "DELETE" })).status, 405);
});

Deno.test("an async page is awaited, and may answer with a response", async () => {
  assertStringIncludes(await textOf("/later"), "<p>Awaited</p>");
  assertEquals((await get("/later?away")).headers.get("location"), "/plain");
});

Deno.test("the error page gets the error and its status, inside the app wrapper", async () => {
  const missing = await get("/nowhere");
  assertEquals(missing.status, 404);
  assertMatch(await missing.text(), /<title>Fixture.*Error page: 404/);
  const broken = await get("/boom");
  assertEquals(broken.status, 500);
  assertStringIncludes(await broken.text(), "Error page: Error: boom");
  assertMatch(await textOf("/alone"), /<title>Fixture.*Error page: Error: alone/);
});

Deno.test("a middleware can catch a 404 and render in the app wrapper of the root", async () => {
  const handler = withFixtureBuild(
    new App().use(csp({ useNonce: true })).use(async (ctx) => {
      try {
        return await ctx.next();
      } catch {
        return await ctx.render(<p>Caught</p>, { status: 404 });
      }
    }).fsRoutes(),
  );
  const response = await handler(new Request("http://localhost/nowhere"));
  assertEquals(response.status, 404);
  assertMatch(response.headers.get("Content-Security-Policy")!, /script-src 'self' 'nonce-/);
  assertMatch(await response.text(), /<title>Fixture.*<p>Caught<\/p>/);
});

Deno.test("what a page puts in the head replaces its equal there", async () => {
  const html = await textOf("/title");
  assertMatch(html, /<head>.*<title>Of this page<\/title>.*<meta name="robots".*<\/head>/);
  assert(!html.includes("<title>Fixture"));
});

Deno.test("json, html and text answer with their content types", async () => {
  const app = new App().get("/json", (ctx) => ctx.json({ a: 1 }, { status: 202 }))
    .get("/html", (ctx) => ctx.html("<p>")).get("/text", (ctx) => ctx.text("t"));
  const json = await ask(app, "/json");
  assertEquals([json.status, await json.json()], [202, { a: 1 }]);
  const html = await ask(app, "/html");
  assertEquals(html.headers.get("Content-Type"), "text/html; charset=utf-8");
  assertMatch((await ask(app, "/text")).headers.get("Content-Type")!, /^text\/plain/);
});

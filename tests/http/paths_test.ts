import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { localPath } from "../../http/local_path.ts";
import { isAllowedOrigin, isHttps, siteOrigin } from "../../http/origin.ts";
import { readerClock } from "../../http/reader_clock.ts";

Deno.test("a destination is a path of this site or nothing, whatever was asked for", () => {
  assertEquals(localPath("/rooms/ops?x=1#y"), "/rooms/ops?x=1");
  for (
    const wish of [
      "",
      "rooms",
      "//evil.example",
      "/\\evil.example",
      "/.//evil.example",
      "/a/..//evil.example",
      "https://x.example",
      null,
    ]
  ) {
    assertEquals(localPath(wish), null, String(wish));
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (rest) => {
    const path = localPath(`/${rest}`);
    if (path !== null) assertEquals(new URL(path, "https://chat.example").host, "chat.example");
  }));
});

Deno.test("an origin is ours by its host, or allowed by name; tricks are neither", () => {
  const request = (origin?: string) =>
    new Request("http://chat.example:8000/ws", {
      headers: { host: "chat.example:8000", ...(origin === undefined ? {} : { origin }) },
    });
  const allowed = ["https://friend.example"];
  for (
    const origin of [
      undefined,
      "http://chat.example:8000",
      "https://chat.example:8000",
      "https://friend.example",
    ]
  ) {
    assert(isAllowedOrigin(request(origin), allowed), origin);
  }
  for (
    const origin of [
      "null",
      "",
      "http://chat.example",
      "http://chat.example:8000.evil.example",
      "https://evil.example/chat.example:8000",
      "https://friend.example.evil.example",
      "http://friend.example",
    ]
  ) {
    assert(!isAllowedOrigin(request(origin), allowed), origin);
  }
});

Deno.test("a browser came by https when we or a proxy of an allowed origin end it", () => {
  const came = (url: string, host: string) =>
    isHttps(new Request(url, { headers: { host } }), [
      "https://chat.example",
      "http://plain.example",
    ]);
  assert(came("https://here.example/", "here.example"));
  assert(came("http://chat.example/", "chat.example"));
  for (const host of ["plain.example", "here.example", "chat.example:8000", ""]) {
    assert(!came("http://here.example/", host), host);
  }
});

Deno.test("links that are passed on have the address that the browser reached", () => {
  const origin = (url: string, host: string) =>
    siteOrigin(new Request(url, { headers: { host } }), ["https://chat.example"]);
  assertEquals(origin("http://chat.example/admin", "chat.example"), "https://chat.example");
  assertEquals(origin("http://localhost:8000/admin", "localhost:8000"), "http://localhost:8000");
});

Deno.test("a reader's language and zone are what the browser says, when they make sense", () => {
  const clock = (headers: Record<string, string>) =>
    readerClock(new Request("http://x.example", { headers }));
  assertEquals(
    clock({ "accept-language": "de-AT,en;q=0.5", cookie: "tz=Europe%2FVienna" }),
    { locale: "de-AT", timeZone: "Europe/Vienna" },
  );
  for (const tag of ["", "*", "not a tag", "x".repeat(500)]) {
    assertEquals(clock({ "accept-language": tag, cookie: "tz=Mars%2FBase" }), {
      locale: "en",
      timeZone: null,
    });
  }
  assertEquals(clock({ cookie: "tz=%E0%A4%A" }).timeZone, null);
});

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { localPath } from "../../http/forms/sign_in_redirect.ts";
import { readerClock } from "../../http/reader_clock.ts";
import { isAllowedOrigin } from "../../http/sockets/origin.ts";

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

Deno.test("an origin is ours to the letter, or allowed by name; tricks are neither", () => {
  const may = (origin: string | undefined, url = "http://chat.example:8000/ws") => {
    const request = new Request(url, { headers: origin === undefined ? {} : { origin } });
    return isAllowedOrigin(request, new URL(url), ["https://friend.example"]);
  };
  for (
    const origin of [
      undefined,
      "http://chat.example:8000",
      "https://chat.example:8000",
      "https://friend.example",
    ]
  ) {
    assert(may(origin), origin);
  }
  for (
    const origin of [
      "null",
      "",
      "http://chat.example",
      "http://chat.example:80000",
      "http://chat.example:8001",
      "http://chat.example:8000/",
      "HTTP://CHAT.EXAMPLE:8000",
      "http://user@chat.example:8000",
      "http://chat.example:8000@evil.example",
      "http://chat.example:8000.evil.example",
      "http://evil.chat.example:8000",
      "http://evilchat.example:8000",
      "ws://chat.example:8000",
      "https://evil.example/chat.example:8000",
      "https://friend.example.evil.example",
      "https://friend.example:443",
      "http://friend.example",
      "http://chat.example:8000, https://friend.example",
    ]
  ) {
    assert(!may(origin), origin);
  }
  // A page that came by http is not ours where the chat is reached by https.
  assert(may("https://chat.example", "https://chat.example/ws"));
  assert(!may("http://chat.example", "https://chat.example/ws"));
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

import { assert } from "@std/assert";
import { isAllowedOrigin } from "../../../http/sockets/allowed_origin.ts";

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

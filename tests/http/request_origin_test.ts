import { assert, assertEquals } from "@std/assert";
import { deviceOf } from "../../http/request_origin.ts";

Deno.test("browsers and their systems are told in a few words", async () => {
  const devices = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0": "Firefox on Linux",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":
      "Microsoft Edge on Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1":
      "Safari on iOS",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":
      "Chrome on Android",
    "curl/8.9.1": "",
    "": "",
  };
  for (const [agent, device] of Object.entries(devices)) {
    assertEquals(await deviceOf(agent), device, agent);
  }
  assertEquals(await deviceOf(null), "");
});

Deno.test("a User-Agent made to keep the parser busy is cut off, and puts no words of its own in a list", async () => {
  for (const piece of ["Mozilla/5.0 (", "Firefox/", "a ", "((((", "Version/1.", "\u202ebank/1 "]) {
    const device = await deviceOf(piece.repeat(100_000));
    assert(device === "" || device === "Firefox", device);
  }
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
  assertEquals(await deviceOf(" ".repeat(400) + firefox), "Firefox on Linux");
  assertEquals(await deviceOf(" ".repeat(600) + firefox), "");
});

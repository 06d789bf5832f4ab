import { assertEquals } from "@std/assert";
import { readerClock } from "../../http/reader_clock.ts";
import { DEFAULT_SETTINGS } from "../../protocol/settings.ts";

Deno.test("a reader's language and zone are what the browser says, when they make sense", () => {
  const clock = (headers: Record<string, string>) =>
    readerClock({
      req: new Request("http://x.example", { headers }),
      state: { settings: DEFAULT_SETTINGS },
    });
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

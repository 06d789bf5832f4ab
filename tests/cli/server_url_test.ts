import { assertEquals, assertThrows } from "@std/assert";
import { Failure } from "../../cli/exit.ts";
import { parseServerUrl } from "../../cli/server_url.ts";

Deno.test("an address may have any of four schemes or none, and a path or none", () => {
  const addresses = {
    "ws://host": "ws://host/ws",
    "wss://host/": "wss://host/ws",
    "http://host:8000/": "ws://host:8000/ws",
    "https://chat.example.org": "wss://chat.example.org/ws",
    "https://example.org/chat/ws?x=1": "wss://example.org/chat/ws?x=1",
    "localhost:8000": "ws://localhost:8000/ws",
    "[::1]:8000": "ws://[::1]:8000/ws",
  };
  for (const [given, expected] of Object.entries(addresses)) {
    assertEquals(parseServerUrl(given), expected);
  }
});

Deno.test("what is no address of a server is refused, and so is one with a password in it", () => {
  for (const given of ["ftp://host", "ws://", "a b", "", "wss://ada:secret@host"]) {
    assertThrows(() => parseServerUrl(given), Failure);
  }
});

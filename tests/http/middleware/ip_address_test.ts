import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseIpAddress } from "../../../http/middleware/ip_address.ts";

Deno.test("an address is read however a proxy writes it, and nothing else is one", () => {
  const read: Record<string, string | null> = {
    "203.0.113.7": "203.0.113.7",
    " 203.0.113.7:4711 ": "203.0.113.7",
    "::ffff:203.0.113.7": "203.0.113.7",
    "[::FFFF:cb00:7107]:80": "203.0.113.7",
    "2001:DB8:1:2:3:4:5:6": "2001:db8:1:2:3:4:5:6",
    "[2001:db8:1:2::9]:443": "2001:db8:1:2::9",
    "fe80::1%eth0": "fe80::1",
    "::1": "::1",
    "": null,
    "unknown": null,
    "1.2.3": null,
    "1.2.3.256": null,
    "1.2.3.4.5": null,
    "0x7f.1": null,
    "203.0.113.7, 10.0.0.1": null,
    "::1]/@evil.example": null,
    "2001:db8::1::2": null,
    "evil.example": null,
  };
  for (const [text, address] of Object.entries(read)) {
    assertEquals(parseIpAddress(text), address, text);
  }
});

Deno.test("however an IPv6 address is written, it is read as the same", () => {
  fc.assert(fc.property(fc.ipV6(), (address) => {
    const read = parseIpAddress(address);
    assertEquals(parseIpAddress(`[${address.toUpperCase()}]:80`), read);
    assertEquals(parseIpAddress(read!), read);
  }));
});

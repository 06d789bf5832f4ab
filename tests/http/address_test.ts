import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { networkOf } from "../../http/address.ts";

Deno.test("limits count an IPv4 address, and an IPv6 network of 64 bits", () => {
  const counted: Record<string, string | null> = {
    "203.0.113.7": "203.0.113.7",
    " 203.0.113.7:4711 ": "203.0.113.7",
    "::ffff:203.0.113.7": "203.0.113.7",
    "[::FFFF:cb00:7107]:80": "203.0.113.7",
    "2001:DB8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "[2001:db8:1:2::9]:443": "2001:db8:1:2::/64",
    "2001:db8::1:0:0:1": "2001:db8:0:0::/64",
    "fe80::1%eth0": "fe80:0:0:0::/64",
    "::1": "0:0:0:0::/64",
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
  for (const [text, network] of Object.entries(counted)) {
    assertEquals(networkOf(text), network, text);
  }
});

Deno.test("however an IPv6 address is written, it is counted as the same network", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 4, maxLength: 4 }),
    fc.ipV6(),
    (network, other) => {
      const prefix = network.map((group) => group.toString(16)).join(":");
      assertEquals(networkOf(`${prefix}::1`), networkOf(`[${prefix.toUpperCase()}:0:0:0:2]:80`));
      assertEquals(networkOf(other) === null, false, other);
    },
  ));
});

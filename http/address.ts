const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** An IP address as limits count it: an IPv4 address, or the network of 64 bits that an IPv6 address is in,
 *  because whoever has one of those has all of them. Null for what is no address. A port is left out. */
export function networkOf(text: string): string | null {
  const bare = text.trim()
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^([\d.]+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (IPV4.test(bare)) return bare;
  const groups = ipv6Groups(bare);
  if (groups === null) return null;
  const [a, b, c, d, e, f, g, h] = groups as [...number[]] & { length: 8 };
  if (!(a || b || c || d || e) && f === 0xffff) {
    return [g! >> 8, g! & 0xff, h! >> 8, h! & 0xff].join(".");
  }
  return `${[a, b, c, d].map((group) => group!.toString(16)).join(":")}::/64`;
}

/** The eight numbers of an IPv6 address; null for what is none. */
function ipv6Groups(text: string): number[] | null {
  if (!/^[\da-f:.]+$/i.test(text) || !URL.canParse(`http://[${text}]`)) return null;
  // The parser writes an IPv4 address at the end as two groups, and one run of zeros as "::".
  const [head, tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split("::")
    .map((part) => part === "" ? [] : part.split(":").map((group) => parseInt(group, 16)));
  if (tail === undefined) return head!;
  return [...head!, ...Array(8 - head!.length - tail.length).fill(0), ...tail];
}

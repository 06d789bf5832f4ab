import { assertEquals, assertThrows } from "@std/assert";
import { type Cookie, deleteCookie, getCookies, setCookie } from "@std/http/cookie";
import { STATUS_TEXT } from "@std/http/status";

function written(cookie: Cookie): string[] {
  const headers = new Headers();
  setCookie(headers, cookie);
  return headers.getSetCookie();
}

Deno.test("a request's cookies are read by name, as they are", () => {
  const headers = new Headers({ Cookie: "a=1; b=x=y%20z; empty=; a=2" });
  assertEquals(getCookies(headers), { a: "2", b: "x=y%20z", empty: "" });
  assertEquals(getCookies(new Headers()), {});
});

Deno.test("a pair without a name is refused with all the others", () => {
  for (const header of ["a=b;", ";a=b", "a=b;;c=d", "=x", "a=b; =x", ";"]) {
    assertThrows(() => getCookies(new Headers({ Cookie: header })), SyntaxError);
  }
});

Deno.test("a cookie is written with each of its attributes", () => {
  assertEquals(written({ name: "a", value: "1" }), ["a=1"]);
  assertEquals(
    written({
      name: "a",
      value: "1",
      secure: true,
      httpOnly: true,
      maxAge: 60,
      domain: "example.com",
      sameSite: "Lax",
      path: "/x",
      expires: new Date("2030-01-02T03:04:05Z"),
      unparsed: ["Priority=High"],
    }),
    [
      "a=1; Secure; HttpOnly; Max-Age=60; Domain=example.com; SameSite=Lax; Path=/x; " +
      "Expires=Wed, 02 Jan 2030 03:04:05 GMT; Priority=High",
    ],
  );
  assertEquals(written({ name: "a", value: "", maxAge: 0 }), ["a=; Max-Age=0"]);
});

Deno.test("each cookie has a header of its own", () => {
  const headers = new Headers();
  setCookie(headers, { name: "a", value: "1" });
  setCookie(headers, { name: "b", value: "2" });
  assertEquals(headers.getSetCookie(), ["a=1", "b=2"]);
});

Deno.test("a name that promises security brings it along", () => {
  assertEquals(written({ name: "__Secure-a", value: "1" }), ["__Secure-a=1; Secure"]);
  assertEquals(
    written({ name: "__Host-a", value: "1", domain: "example.com", path: "/x" }),
    ["__Host-a=1; Secure; Path=/"],
  );
});

Deno.test("deleting a cookie lets it expire long ago, with the attributes given", () => {
  const headers = new Headers();
  deleteCookie(headers, "a", { path: "/", secure: true });
  assertEquals(headers.getSetCookie(), [
    "a=; Secure; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
  ]);
});

Deno.test("what a cookie cannot hold is refused, and nothing written", () => {
  for (
    const bad of [
      { name: "a b" },
      { name: "a=b" },
      { name: "ä" },
      { value: "a;b" },
      { value: "a b" },
      { value: 'a"' },
      { value: "a\r\nSet-Cookie: b=1" },
      { value: "ä" },
      { path: "/;x" },
      { domain: "-example.com" },
      { domain: "example.com." },
    ]
  ) assertThrows(() => written({ name: "a", value: "1", ...bad }), SyntaxError);
  assertThrows(() => written({ name: "a", value: "1", maxAge: -1 }), RangeError);
});

Deno.test("the status texts are HTTP's", () => {
  assertEquals([STATUS_TEXT[200], STATUS_TEXT[404]], ["OK", "Not Found"]);
});

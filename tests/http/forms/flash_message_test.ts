import { assertEquals } from "@std/assert";
import { flashMessage, withFlash } from "../../../http/forms/flash_message.ts";

const FLASH = { saved: "It is saved." };
const here = (path: string) => new URL(path, "http://chat.example");

Deno.test("a page says what the redirect to it asks for, whatever else is in its address", () => {
  assertEquals(flashMessage(here(withFlash("/account", "saved")), FLASH), "It is saved.");
  const paged = here(withFlash("/admin/rooms?page=2", "saved"));
  assertEquals([flashMessage(paged, FLASH), paged.searchParams.get("page")], ["It is saved.", "2"]);
});

Deno.test("a link puts no other words on a page than the page's own", () => {
  for (const name of ["", "Send your password", "toString", "__proto__"]) {
    assertEquals(flashMessage(here(withFlash("/account", name)), FLASH), null, name);
  }
  assertEquals(flashMessage(here("/account"), FLASH), null);
});

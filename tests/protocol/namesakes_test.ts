import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Role, User } from "../../protocol/entities.ts";
import { namesakes, nameTag } from "../../protocol/namesakes.ts";

const user = (id: string, name: string, role?: Role): User => ({ id, name, role });

Deno.test("guests of one name are namesakes, however they write it; nobody is their own, and an account never is", () => {
  const users = [
    user("u_1", "Ada", "guest"),
    user("u_2", "ÁDA", "guest"),
    user("u_3", "Bo", "guest"),
    user("u_3", "Bo", "guest"),
    user("u_4", "Cy", "guest"),
    user("u_5", "Cy"),
  ];
  assertEquals([...namesakes(users)].sort(), ["u_1", "u_2"]);
});

Deno.test("a namesake's tag is short, of their id, and the same whoever asks; others have none", () => {
  const ids = ["u_LHTtmXRGMSh6JIrvX5L8ow", "u_lMHNQwBiVV0DBEUJGdOsQw"] as const;
  const [one, other] = ids.map((id) => nameTag({ id }, new Set(ids)));
  assertMatch(one!, /^#\d{3}$/);
  assertNotEquals(one, other);
  assertEquals(nameTag({ id: ids[0] }, new Set([ids[0], "u_third"])), one);
  assertEquals(nameTag({ id: ids[0] }, new Set()), "");
});

import { assertEquals } from "@std/assert";
import { onlineText, presenceText, typingText } from "../../../components/message/presence_text.ts";

Deno.test("who came and who left is one line, with at most two names each", () => {
  assertEquals(presenceText(["Ada"], []), "Ada joined");
  assertEquals(presenceText(["Ada", "Bo"], []), "Ada and Bo joined");
  assertEquals(
    presenceText(["Ada", "Cy", "Di", "Em"], ["Bo"]),
    "Ada and 3 others joined · Bo left",
  );
  assertEquals(presenceText([], ["Bo", "Cy", "Di"]), "Bo and 2 others left");
  assertEquals(presenceText([], []), "");
});

Deno.test("who is typing is said by name as long as there are two", () => {
  assertEquals(typingText([]), "");
  assertEquals(typingText(["Ada"]), "Ada is typing");
  assertEquals(typingText(["Ada", "Bo"]), "Ada and Bo are typing");
  assertEquals(typingText(["Ada", "Bo", "Cy"]), "Several people are typing");
});

Deno.test("who is online is said by at most two names", () => {
  assertEquals(onlineText([]), "Nobody else is online");
  assertEquals(onlineText(["Ada"]), "Ada is online");
  assertEquals(onlineText(["Ada", "Bo"]), "Ada and Bo are online");
  assertEquals(onlineText(["Ada", "Bo", "Cy"]), "Ada and 2 others are online");
});

import { assertEquals } from "@std/assert";
import { auditText } from "../../../components/account/administration/audit_text.ts";

Deno.test("the audit log says how long a ban lasts as people say it", () => {
  const details = (hours: number | null) =>
    auditText({
      action: "ban.create",
      target: "u",
      details: { name: "Ada", hours, reason: "spam" },
    })
      .details;
  assertEquals(
    [1, 24, 168, 720, 36, null].map(details),
    ["an hour", "a day", "7 days", "30 days", "36 hours"].map((length) =>
      `for ${length}, reason: spam`
    )
      .concat("for good, reason: spam"),
  );
});

Deno.test("the details of other acts stand as they are", () => {
  const entry = { action: "account.role", target: "u", details: { name: "Ada", role: "admin" } };
  assertEquals(auditText(entry), { what: "Changed the role of Ada", details: "role: admin" });
});

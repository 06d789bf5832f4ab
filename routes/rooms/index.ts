import { define } from "../../http/define.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { PageError } from "../../http/middleware/error_pages.tsx";
import { sentence } from "../../protocol/errors.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { parseTitle, slugify } from "../../protocol/name.ts";
import { roomPath } from "../../protocol/paths.ts";
import { hasAccount } from "../../protocol/roles.ts";

/** Makes public rooms without a script, and sends those who ask for "/rooms" to where the talk is. */
export const handlers = define.handlers({
  GET: (ctx) => ctx.redirect(roomPath("general"), 303),

  async POST(ctx) {
    const { hub, identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const form = await readForm(ctx.req);
    const title = parseTitle(textField(form, "title"));
    if (!title.ok) throw new PageError(422, "This room cannot be made", `${title.message}.`);
    // A link that led nowhere names the id it wants.
    const wish = textField(form, "id");
    const id = ROOM_ID.test(wish) ? wish : slugify(title.name);
    if (id === "") {
      const text = "A room's title needs at least one letter from a to z or a digit.";
      throw new PageError(422, "This room cannot be made", text);
    }
    const { account } = identity;
    const created = await hub.createRoom({
      id,
      title: title.name,
      topic: "",
      kind: "public",
      members: hasAccount(account) ? [{ userId: account.id, manager: true }] : [],
    }, ctx.state.address);
    // Taken: then it is there to be entered, which is what was wanted.
    if (created.ok || created.error.code === "room_exists") {
      return ctx.redirect(roomPath(id), 303);
    }
    const status = created.error.code === "rate_limited" ? 429 : 422;
    throw new PageError(status, "This room cannot be made", sentence(created.error));
  },
});

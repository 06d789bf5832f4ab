import { roomPath } from "../../components/paths.ts";
import { define } from "../../http/define.ts";
import { ErrorText } from "../../http/error_pages.tsx";
import { readForm } from "../../http/form.ts";
import { ROOM_ID } from "../../protocol/limits.ts";
import { parseTitle, slugify } from "../../protocol/name.ts";

/** Makes rooms without a script, and sends those who ask for "/rooms" to where the talk is. */
export const handlers = define.handlers({
  GET: (ctx) => ctx.redirect(roomPath("general"), 303),

  async POST(ctx) {
    if (!ctx.state.user) return ctx.redirect("/", 303);
    const form = await readForm(ctx.req);
    const title = parseTitle(String(form.get("title") ?? ""));
    if (!title.ok) throw new ErrorText(422, "This room cannot be made", `${title.message}.`);
    // A link that led nowhere names the id it wants.
    const wish = String(form.get("id") ?? "");
    const id = ROOM_ID.test(wish) ? wish : slugify(title.name);
    if (id === "") {
      const text = "A room's title needs at least one letter from a to z or a digit.";
      throw new ErrorText(422, "This room cannot be made", text);
    }
    const created = await ctx.state.hub.createRoom(id, title.name, ctx.state.address);
    // Taken: then it is there to be entered, which is what was wanted.
    if (created.ok || created.error.code === "room_exists") {
      return ctx.redirect(roomPath(id), 303);
    }
    const { code, message } = created.error;
    throw new ErrorText(
      code === "rate_limited" ? 429 : 422,
      "This room cannot be made",
      `${message}.`,
    );
  },
});

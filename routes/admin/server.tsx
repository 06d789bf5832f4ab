import { page } from "fresh";
import {
  ServerPage,
  type ServerPageProps,
} from "../../components/account/administration/ServerPage.tsx";
import { define } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { errorResponse, formError } from "../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { localPath } from "../../http/forms/sign_in_redirect.ts";
import { named } from "../../http/named.tsx";

const PATH = "/admin/server";
const FLASH = { name: "The name has been changed." };

export const handlers = define.handlers({
  GET(ctx) {
    const { account: me } = adminOf(ctx);
    const name = ctx.state.accounts.serverName.current;
    return page<ServerPageProps>({ me, name, flash: flashMessage(ctx.url, FLASH) });
  },

  async POST(ctx) {
    const actor = adminOf(ctx);
    const form = await readForm(ctx.req);
    const name = textField(form, "name");
    const changed = await ctx.state.accounts.serverName.change(actor, name);
    if (changed.ok) return ctx.redirect(localPath(form.get("to")) ?? withFlash(PATH, "name"), 303);
    const data = { me: actor.account, name, error: formError(changed.error) };
    return page<ServerPageProps>(data, errorResponse(changed.error));
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<ServerPage {...data} />, state)
);

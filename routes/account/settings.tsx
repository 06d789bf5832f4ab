import { named } from "../../http/named.tsx";
import { setCookie } from "@std/http/cookie";
import { page } from "fresh";
import { SettingsPage, type SettingsPageProps } from "../../components/account/SettingsPage.tsx";
import { define } from "../../http/define.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm } from "../../http/forms/form.ts";
import { redirectToSignIn } from "../../http/forms/sign_in_redirect.ts";
import { isHttps } from "../../http/middleware/behind_proxy.ts";
import { SETTINGS_PATH } from "../../protocol/paths.ts";
import { hasAccount } from "../../protocol/roles.ts";
import { parseSettings, SETTINGS_COOKIE, settingsText } from "../../protocol/settings.ts";

const FLASH = { kept: "Your settings have been saved." };
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** How the chat looks and behaves: an account's choice is kept on the server, a guest's in their browser. */
export const handlers = define.handlers({
  GET(ctx) {
    const { identity, settings } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const data = { me: identity.account, settings, flash: flashMessage(ctx.url, FLASH) };
    return page<SettingsPageProps>(data);
  },

  async POST(ctx) {
    const { accounts, identity } = ctx.state;
    if (!identity) return redirectToSignIn(ctx);
    const settings = parseSettings(Object.fromEntries(await readForm(ctx.req)));
    const response = ctx.redirect(withFlash(SETTINGS_PATH, "kept"), 303);
    if (hasAccount(identity.account)) await accounts.ownAccount.choose(identity, settings);
    else {
      setCookie(response.headers, {
        name: SETTINGS_COOKIE,
        value: settingsText(settings),
        path: "/",
        secure: isHttps(ctx.url),
        sameSite: "Lax",
        maxAge: YEAR_SECONDS,
      });
    }
    return response;
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<SettingsPage {...data} />, state)
);

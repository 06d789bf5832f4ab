import { page } from "fresh";
import {
  RegisterPage,
  type RegisterPageProps,
} from "../components/account/signing_in/RegisterPage.tsx";
import { define, type RequestContext } from "../http/define.ts";
import { accountOf } from "../http/forms/actor.ts";
import { errorResponse, formError } from "../http/forms/error_response.ts";
import { readForm } from "../http/forms/form.ts";
import { register } from "../http/forms/register.ts";
import { destination } from "../http/forms/sign_in_redirect.ts";
import { PageError } from "../http/middleware/error_pages.tsx";
import { named } from "../http/named.tsx";
import { startSession } from "../http/session_cookie.ts";
import { signInPath } from "../protocol/paths.ts";

export const handlers = define.handlers({
  GET(ctx) {
    const to = destination(ctx.url.searchParams.get("to"));
    if (accountOf(ctx)) return ctx.redirect(to, 303);
    refuseUnlessOpen(ctx, to);
    return page<RegisterPageProps>({ action: "/register", to, guest: guestName(ctx) });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const to = destination(form.get("to"));
    if (accountOf(ctx)) return ctx.redirect(to, 303);
    const { name, registered } = await register(ctx, form);
    if (registered.ok) return await startSession(ctx, registered.value, to);
    const { error } = registered;
    const data = { action: "/register", to, guest: guestName(ctx), name, error: formError(error) };
    return page<RegisterPageProps>(data, errorResponse(error));
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<RegisterPage {...data} />, state)
);

function guestName({ state }: RequestContext): string | null {
  return state.identity?.account.name ?? null;
}

/** Refuses at once what the form would be refused. */
function refuseUnlessOpen({ state }: RequestContext, to: string): void {
  const { registration } = state.config;
  if (registration === "open") return;
  const text = registration === "invite"
    ? "New accounts need an invite. Ask an admin for a link."
    : "This server accepts no new accounts.";
  const action = { label: "Sign in", href: signInPath("/login", to) };
  throw new PageError(403, "You cannot register here", text, action);
}

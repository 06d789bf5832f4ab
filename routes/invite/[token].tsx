import { page } from "fresh";
import {
  RegisterPage,
  type RegisterPageProps,
} from "../../components/account/signing_in/RegisterPage.tsx";
import { define, type RequestContext } from "../../http/define.ts";
import { accountOf } from "../../http/forms/actor.ts";
import { errorResponse, formError } from "../../http/forms/error_response.ts";
import { readForm } from "../../http/forms/form.ts";
import { LINK_HEADERS, openLink } from "../../http/forms/links.ts";
import { register } from "../../http/forms/register.ts";
import { destination } from "../../http/forms/sign_in_redirect.ts";
import { PageError } from "../../http/middleware/error_pages.tsx";
import { named } from "../../http/named.tsx";
import { startSession } from "../../http/session_cookie.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    await openLink(ctx, "invite");
    refuseMembers(ctx);
    return page<RegisterPageProps>(describe(ctx), { headers: LINK_HEADERS });
  },

  async POST(ctx) {
    const { token } = await openLink(ctx, "invite");
    refuseMembers(ctx);
    const { name, registered } = await register(ctx, await readForm(ctx.req), token);
    if (registered.ok) return await startSession(ctx, registered.value, destination(null));
    const { error } = registered;
    return page<RegisterPageProps>(
      { ...describe(ctx), name, error: formError(error) },
      errorResponse(error),
    );
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<RegisterPage {...data} />, state)
);

function describe({ url, state }: RequestContext): RegisterPageProps {
  const guest = state.identity?.account.name ?? null;
  return { action: url.pathname, guest, invitedTo: url.host };
}

/** Whoever looks at the invite they made should not use it up. */
function refuseMembers(ctx: RequestContext): void {
  const account = accountOf(ctx);
  if (!account) return;
  const text = `You are signed in as ${account.name}. ` +
    "Pass the link on to the person it is for. It has not been used.";
  throw new PageError(409, "You have an account already", text);
}

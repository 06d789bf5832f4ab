import { page } from "fresh";
import { JoinPage, type WaitingRoom } from "../components/account/signing_in/JoinPage.tsx";
import { define } from "../http/define.ts";
import { errorResponse } from "../http/forms/error_response.ts";
import { readForm, textField } from "../http/forms/form.ts";
import { destination, localPath } from "../http/forms/sign_in_redirect.ts";
import { lastRoomPath } from "../http/last_room.ts";
import { PageError } from "../http/middleware/error_pages.tsx";
import { named } from "../http/named.tsx";
import { requestOrigin } from "../http/request_origin.ts";
import { startSession } from "../http/session_cookie.ts";
import type { Hub } from "../hub/hub.ts";
import { sentence } from "../protocol/errors.ts";
import { signInPath } from "../protocol/paths.ts";

interface Joining {
  rooms: WaitingRoom[];
  /** Where to go once joined. */
  to: string;
  /** What was typed and why it was refused, after a first try. */
  name?: string;
  error?: string;
}

/** Most rooms that the join page lists. */
const LISTED_ROOMS = 8;

export const handlers = define.handlers({
  GET(ctx) {
    const { hub, config, identity } = ctx.state;
    const wish = ctx.url.searchParams.get("to");
    if (identity) return ctx.redirect(localPath(wish) ?? lastRoomPath(ctx), 303);
    const to = destination(wish);
    // Nobody who has to stay outside is told what is inside.
    if (!config.guests) return ctx.redirect(signInPath("/login", to), 303);
    return page<Joining>({ rooms: waitingRooms(hub), to });
  },

  async POST(ctx) {
    const { hub } = ctx.state;
    const form = await readForm(ctx.req);
    const to = destination(form.get("to"));
    const name = textField(form, "name");
    const entered = await hub.guests.enter(name, await requestOrigin(ctx));
    if (entered.ok) return await startSession(ctx, entered.value, to);
    const { error } = entered;
    if (error.code === "guests_off") {
      const action = { label: "Sign in", href: signInPath("/login", to) };
      throw new PageError(403, "Guests cannot join here", "You need an account.", action);
    }
    const joining = { rooms: waitingRooms(hub), to, name, error: sentence(error) };
    return page<Joining>(joining, errorResponse(error));
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(
    <JoinPage {...data} open={state.config.registration === "open"} />,
    state,
  )
);

function waitingRooms(hub: Hub): WaitingRoom[] {
  const page = hub.listing.page(null, {}, { limit: LISTED_ROOMS });
  return page.ok ? page.value.rooms : [];
}

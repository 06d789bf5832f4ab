import { page } from "fresh";
import { JoinPage, type WaitingRoom } from "../components/JoinPage.tsx";
import { roomPath } from "../components/paths.ts";
import { define } from "../http/define.ts";
import { readForm } from "../http/form.ts";
import { keepSession } from "../http/identity.ts";
import { localPath } from "../http/local_path.ts";
import { isHttps } from "../http/origin.ts";
import type { Hub } from "../hub/hub.ts";
import type { ErrorCode } from "../protocol/errors.ts";

interface Joining {
  /** Null: a name is not enough to come in. */
  rooms: WaitingRoom[] | null;
  /** Where to go once joined. */
  next: string;
  /** What was typed and why it was refused, after a first try. */
  name?: string;
  error?: string;
}

/** Most rooms the join page lists; the rest waits behind the door. */
const LISTED_ROOMS = 8;

/** How each refusal of a guest is answered. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  guests_off: 403,
  name_invalid: 422,
  rate_limited: 429,
};

export const handlers = define.handlers({
  GET(ctx) {
    const { hub, user } = ctx.state;
    const next = destination(ctx.url.searchParams.get("next"));
    if (user) return ctx.redirect(next, 303);
    return page<Joining>({ rooms: waitingRooms(hub), next });
  },

  async POST(ctx) {
    const { hub } = ctx.state;
    const form = await readForm(ctx.req);
    const next = destination(form.get("next"));
    const name = String(form.get("name") ?? "");
    const entered = await hub.enterAsGuest(name, ctx.state.address);
    if (!entered.ok) {
      const { code, message } = entered.error;
      const joining = { rooms: waitingRooms(hub), next, name, error: `${message}.` };
      return page<Joining>(joining, { status: STATUS[code] ?? 400 });
    }
    const response = ctx.redirect(next, 303);
    keepSession(entered.value.token, response, { secure: isHttps(ctx.url) });
    return response;
  },
});

export default define.page<typeof handlers>(({ data }) => <JoinPage {...data} />);

function destination(wish: FormDataEntryValue | null): string {
  return localPath(wish) ?? roomPath("general");
}

/** Nobody who has to stay outside is told what is inside. */
function waitingRooms(hub: Hub): WaitingRoom[] | null {
  return hub.guests ? hub.rooms().slice(0, LISTED_ROOMS) : null;
}

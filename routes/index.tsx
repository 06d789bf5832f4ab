import { page } from "fresh";
import { JoinPage } from "../components/JoinPage.tsx";
import { roomPath } from "../components/paths.ts";
import { define } from "../http/define.ts";
import { readForm } from "../http/form.ts";
import { signInGuest } from "../http/identity.ts";
import { localPath } from "../http/local_path.ts";
import type { RoomInfo } from "../protocol/entities.ts";
import { parseName } from "../protocol/name.ts";

interface Joining {
  rooms: RoomInfo[];
  /** Where to go once joined. */
  next: string;
  /** What was typed and why it was refused, after a first try. */
  name?: string;
  error?: string;
}

/** Most rooms the join page lists; the rest waits behind the door. */
const LISTED_ROOMS = 8;

export const handlers = define.handlers({
  GET(ctx) {
    const next = destination(ctx.url.searchParams.get("next"));
    if (ctx.state.user) return ctx.redirect(next, 303);
    return page<Joining>({ rooms: ctx.state.hub.rooms().slice(0, LISTED_ROOMS), next });
  },

  async POST(ctx) {
    const { hub } = ctx.state;
    const form = await readForm(ctx.req);
    const next = destination(form.get("next"));
    const name = String(form.get("name") ?? "");
    const parsed = parseName(name);
    const error = !hub.guests
      ? "This server takes no guests."
      : parsed.ok
      ? undefined
      : `${parsed.message}.`;
    if (error !== undefined || !parsed.ok) {
      const rooms = hub.rooms().slice(0, LISTED_ROOMS);
      return page<Joining>({ rooms, next, name, error }, { status: 422 });
    }
    const response = ctx.redirect(next, 303);
    await signInGuest(hub.identities, parsed.name, response);
    return response;
  },
});

export default define.page<typeof handlers>(({ data }) => <JoinPage {...data} />);

function destination(wish: FormDataEntryValue | null): string {
  return localPath(wish) ?? roomPath("general");
}

import { HttpError, page } from "fresh";
import {
  PublicRoomsPage,
  type PublicRoomsPageProps,
} from "../../components/account/administration/PublicRoomsPage.tsx";
import { define } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { must } from "../../http/forms/error_response.ts";
import { flashMessage, withFlash } from "../../http/forms/flash_message.ts";
import { readForm, textField } from "../../http/forms/form.ts";
import { paged, pageNumber, searchQuery } from "../../http/forms/paging.ts";
import { named } from "../../http/named.tsx";
import { searchPath } from "../../protocol/paths.ts";

const FLASH = { archive: "The room has been archived.", unarchive: "The room is back." };

export const handlers = define.handlers({
  GET(ctx) {
    const { account: me } = adminOf(ctx);
    const query = searchQuery(ctx.url);
    const found = ctx.state.hub.listing.list(null, { query });
    const { items, ...place } = paged(found, pageNumber(ctx.url));
    const rooms = items.map(({ info }) => info);
    const data = { me, rooms, query, ...place, flash: flashMessage(ctx.url, FLASH) };
    return page<PublicRoomsPageProps>(data);
  },

  async POST(ctx) {
    const { account } = adminOf(ctx);
    const form = await readForm(ctx.req);
    const what = textField(form, "do");
    if (what !== "archive" && what !== "unarchive") throw new HttpError(400);
    const patch = { archived: what === "archive" };
    must(await ctx.state.hub.storedRooms.update(textField(form, "room"), patch, account));
    const place = { query: textField(form, "q"), page: Number(textField(form, "page")) };
    return ctx.redirect(withFlash(searchPath("/admin/rooms", place), what), 303);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<PublicRoomsPage {...data} />, state)
);

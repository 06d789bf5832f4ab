import { HttpError, page } from "fresh";
import { RoomsPage, type RoomsPageProps } from "../../components/account/RoomsPage.tsx";
import { adminOf } from "../../http/forms/admin.ts";
import { define } from "../../http/define.ts";
import { flashText } from "../../http/forms/flash_message.ts";
import { textField } from "../../http/forms/fields.ts";
import { readForm } from "../../http/forms/form.ts";
import { pageNumber } from "../../http/forms/page_number.ts";
import { paged } from "../../http/forms/paged.ts";
import { must } from "../../http/forms/refused.ts";

const DONE = { archive: "The room is archived.", unarchive: "The room is back." };

export const handlers = define.handlers({
  GET(ctx) {
    const { account: me } = adminOf(ctx);
    const all = ctx.state.hub.rooms(null);
    const { items: rooms, ...place } = paged(all, pageNumber(ctx.url));
    const data = { me, rooms, ...place, done: flashText(ctx.url, DONE) };
    return page<RoomsPageProps>(data, { headers: { "Cache-Control": "no-store" } });
  },

  async POST(ctx) {
    const { account } = adminOf(ctx);
    const form = await readForm(ctx.req);
    const what = textField(form, "do");
    if (what !== "archive" && what !== "unarchive") throw new HttpError(400);
    const patch = { archived: what === "archive" };
    must(await ctx.state.hub.updateRoom(textField(form, "room"), patch, account));
    const wish = new URLSearchParams({ page: textField(form, "page"), done: what });
    return ctx.redirect(`/admin/rooms?${wish}`, 303);
  },
});

export default define.page<typeof handlers>(({ data }) => <RoomsPage {...data} />);

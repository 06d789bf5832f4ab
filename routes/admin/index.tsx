import { page } from "fresh";
import {
  PeoplePage,
  type PeoplePageProps,
} from "../../components/account/administration/PeoplePage.tsx";
import { define } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { must } from "../../http/forms/error_response.ts";
import { pageNumber, searchQuery } from "../../http/forms/paging.ts";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const actor = adminOf(ctx);
    const filter = {
      query: searchQuery(ctx.url),
      guests: ctx.url.searchParams.get("guests") === "on",
      page: pageNumber(ctx.url),
    };
    const listed = must(await ctx.state.accounts.directory.list(actor, filter));
    const { accounts: people, ...counts } = listed;
    const data = { me: actor.account, people, ...filter, ...counts };
    return page<PeoplePageProps>({ ...data, clock: readerClock(ctx) });
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<PeoplePage {...data} />, state)
);

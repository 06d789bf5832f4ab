import { HttpError, page } from "fresh";
import {
  AuditPage,
  type AuditPageProps,
} from "../../components/account/administration/AuditPage.tsx";
import { define } from "../../http/define.ts";
import { adminOf } from "../../http/forms/actor.ts";
import { must } from "../../http/forms/error_response.ts";
import { named } from "../../http/named.tsx";
import { readerClock } from "../../http/reader_clock.ts";

export const handlers = define.handlers({
  async GET(ctx) {
    const actor = adminOf(ctx);
    if (actor.account.role !== "owner") throw new HttpError(404);
    const wish = ctx.url.searchParams.get("before") ?? "";
    const before = /^\d{1,15}$/.test(wish) ? Number(wish) : undefined;
    const read = must(await ctx.state.accounts.audit.read(actor, before));
    const data = { me: actor.account, ...read, clock: readerClock(ctx) };
    return page<AuditPageProps>(data);
  },
});

export default define.page<typeof handlers>(({ data, state }) =>
  named(<AuditPage {...data} />, state)
);

import type { VNode } from "preact";
import { ServerName } from "../components/ui/page/server_name.ts";
import type { State } from "./define.ts";

/** A page that says which server it is of. Not around all pages in `_app`: Fresh may render a page before that. */
export function named(page: VNode, { accounts }: Pick<State, "accounts">): VNode {
  return <ServerName.Provider value={accounts.serverName.current}>{page}</ServerName.Provider>;
}

import { type Context, createDefine } from "fresh";
import type { Accounts } from "../accounts/accounts.ts";
import type { BannedPerson } from "../accounts/signing_in/signing_in.ts";
import type { Config } from "../config.ts";
import type { Hub } from "../hub/hub.ts";
import type { Identity } from "../hub/ports/identities.ts";
import type { Settings } from "../protocol/settings.ts";
import type { Metrics } from "./server/metrics.ts";
import type { ServerLogger } from "./server/server_logger.ts";

/** What every request carries. `main.ts` fills in the services, `behind_proxy.ts` the address,
 *  `request_logger.ts` the id, `identity.ts` the person. */
export interface State {
  config: Config;
  hub: Hub;
  accounts: Accounts;
  /** Gives the answer to a request for a host that is none of ours, else null. */
  hosts: { refuse(request: Request): Response | null };
  logger: ServerLogger;
  /** Null where nobody may ask for them. */
  metrics: Metrics | null;
  /** Where the request comes from: an IP address in its shortest form. */
  address: string;
  /** What the log and the answer call this request. */
  requestId: string;
  /** Null when nobody is signed in. */
  identity: Identity | null;
  /** What whoever asks has chosen: their account, else this browser. */
  settings: Settings;
  /** Who would be signed in but for a ban; null when that keeps nobody out. */
  banned: BannedPerson | null;
}

/** One request, as routes and middlewares see it. */
export type RequestContext = Pick<
  Context<State>,
  "req" | "url" | "info" | "params" | "state" | "redirect"
>;

export const define = createDefine<State>();

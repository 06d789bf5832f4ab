import { createDefine } from "fresh";
import type { Config } from "../config.ts";
import type { Hub } from "../hub/hub.ts";
import type { User } from "../protocol/entities.ts";
import type { ServerLog } from "./server_log.ts";

/** What every request carries. `main.ts` fills in the services, `behind_proxy.ts` the address,
 *  `request_log.ts` the id, `identity.ts` the person. */
export interface State {
  config: Config;
  hub: Hub;
  log: ServerLog;
  /** Who asks, as limits count them (`networkOf`): an IPv4 address or an IPv6 network. */
  address: string;
  /** What the log and the answer call this request. */
  requestId: string;
  /** Null when nobody is signed in. */
  user: User | null;
}

export const define = createDefine<State>();

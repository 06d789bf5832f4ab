import { createDefine } from "fresh";
import type { Config } from "../config.ts";
import type { Hub } from "../hub/hub.ts";
import type { Log } from "../hub/ports.ts";
import type { User } from "../protocol/entities.ts";

/** What every request carries. `main.ts` fills in the services, `behind_proxy.ts` the address, `identity.ts`
 *  the person. */
export interface State {
  config: Config;
  hub: Hub;
  log: Log;
  /** Who asks, as limits count them (`networkOf`): an IPv4 address or an IPv6 network. */
  address: string;
  /** Null when nobody is signed in. */
  user: User | null;
}

export const define = createDefine<State>();

import type { AccountStore } from "../../accounts/ports.ts";
import type { Store } from "../../hub/ports/store.ts";
import { accountCalls } from "./accounts.ts";
import { auditCalls } from "./audit.ts";
import { banCalls } from "./bans.ts";
import type { Calls } from "./call_declaration.ts";
import { erasureCalls } from "./erasures.ts";
import { linkCalls } from "./links.ts";
import { messageCalls } from "./messages.ts";
import { peopleCalls } from "./people.ts";
import { readCalls } from "./reads.ts";
import { roomCalls } from "./rooms.ts";
import { sessionCalls } from "./sessions.ts";
import { settingsCalls } from "./settings.ts";

/** What this adapter is asked for: every method of the ports, but for closing. */
export type Port = Omit<Store & AccountStore, "epoch" | "close">;

/** Every call, by its method's name. */
export const CALLS: Calls<Port> = {
  ...messageCalls,
  ...roomCalls,
  ...peopleCalls,
  ...readCalls,
  ...erasureCalls,
  ...accountCalls,
  ...sessionCalls,
  ...linkCalls,
  ...banCalls,
  ...auditCalls,
  ...settingsCalls,
};

import type { Hub } from "../../hub/hub.ts";

/** What a hub is asked. */
type Asked = Pick<Hub, "draining" | "memoryIsShort"> & {
  places: Pick<Hub["places"], "taken">;
  limits: Pick<Hub["limits"], "connections">;
};

/** Why a server should be sent nobody new; null when it should. */
export function whyNotReady({ draining, memoryIsShort, places, limits }: Asked): string | null {
  if (draining) return "draining";
  if (memoryIsShort) return "memory is short";
  return places.taken < limits.connections ? null : "full";
}

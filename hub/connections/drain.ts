import { CLOSE } from "../../protocol/close_codes.ts";
import type { Clock } from "../ports/clock.ts";
import type { ConnectionRegistry } from "./connection_registry.ts";

/** How often it is looked whether all is answered, in milliseconds. */
const LOOK_MS = 10;

/** Waits until every request is answered and every answer written, at most `patienceMs`, and sends everybody away, to come
 *  back after a random delay. */
export async function drain(
  connections: ConnectionRegistry,
  clock: Clock,
  patienceMs: number,
): Promise<void> {
  const deadline = clock.monotonic() + patienceMs;
  // What is committed may still be in a room's burst: a tick later it is in the send queues.
  await new Promise<void>((resolve) => clock.afterTick(resolve));
  while ([...connections].some((one) => one.isBusy) && clock.monotonic() < deadline) {
    await new Promise<void>((resolve) => clock.after(LOOK_MS, resolve));
    await new Promise<void>((resolve) => clock.afterTick(resolve));
  }
  connections.end(CLOSE.goingAway, () => true);
}

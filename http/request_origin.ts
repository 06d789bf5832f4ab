import type { Origin } from "../hub/ports/identities.ts";
import type { RequestContext } from "./define.ts";
import { deviceOf } from "./device.ts";

/** Where a request comes from. */
export async function requestOrigin({ req, state }: RequestContext): Promise<Origin> {
  return { address: state.address, device: await deviceOf(req.headers.get("user-agent")) };
}

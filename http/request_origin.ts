import type { Origin } from "../hub/ports.ts";
import type { RequestContext } from "./define.ts";
import { deviceOf } from "./device.ts";
import { remoteAddress } from "./remote_address.ts";

/** Where a request comes from. */
export async function requestOrigin({ req, info }: RequestContext): Promise<Origin> {
  return { address: remoteAddress(info), device: await deviceOf(req.headers.get("user-agent")) };
}

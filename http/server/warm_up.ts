import { loadCommonPasswords } from "../../accounts/signing_in/password_rules.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import { loadBrowserParser } from "../request_origin.ts";
import type { Metrics } from "./metrics.ts";

/** Loads what requests need and a start does not. Later, under load, there may be no file left to open. What fails is
 *  loaded by the first request that needs it. */
export async function warmUp(logger: Logger, metrics: Metrics | null): Promise<void> {
  try {
    await Promise.all([loadBrowserParser(), loadCommonPasswords(), metrics?.load()]);
  } catch (error) {
    logger.warn("what requests need could not be loaded ahead", { error });
  }
}

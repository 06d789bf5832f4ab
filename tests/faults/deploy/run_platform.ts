import { type MixResult, runAgainst, type RunOptions } from "../mix.ts";
import { Platform, type PlatformOptions } from "./platform.ts";
import { PLATFORM_FAULTS } from "./platform_faults.ts";

/** Runs everybody against instances on a platform that starts and stops them as it likes, then compares what they saw with
 *  the database. */
export async function runPlatform(options: RunOptions & PlatformOptions): Promise<MixResult> {
  await using platform = await Platform.open(options);
  return await runAgainst(platform, PLATFORM_FAULTS, options);
}

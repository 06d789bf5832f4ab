import { type MixResult, runAgainst, type RunOptions } from "../mix.ts";
import { type Durations, instanceFaults } from "./instance_faults.ts";
import { Instances, type InstancesOptions } from "./instances.ts";

export interface InstancesRun extends RunOptions, InstancesOptions {
  durations: Durations;
  /** Of the faults there are; all when absent. */
  faults?: string[];
}

/** Runs everybody against several servers on one PostgreSQL while a nemesis breaks one thing after the other, then compares
 *  what they saw with the database. */
export async function runInstances(options: InstancesRun): Promise<MixResult> {
  await using scene = await Instances.open(options);
  const all = Object.entries(instanceFaults(options.durations));
  const wanted = all.filter(([name]) => options.faults?.includes(name) ?? true);
  return await runAgainst(scene, Object.fromEntries(wanted), options);
}

import { acks } from "./acks.ts";
import { crowd } from "./crowd.ts";
import { pages } from "./pages.ts";
import { probe } from "./probe.ts";
import { storm } from "./storm.ts";
import { talk } from "./talk.ts";

/** Everything a worker can be told to do. */
export const jobs = { acks, crowd, pages, probe, storm, talk };

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;
export type JobOptions<Name extends JobName> = Parameters<Jobs[Name]>[0];
export type JobResult<Name extends JobName> = ReturnType<Jobs[Name]>;

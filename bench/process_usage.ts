/** What a process uses, from Linux's /proc. */

/** Of the clock that /proc counts CPU time in: 100 a second on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** CPU time a process and all its threads have used, in seconds. */
export function cpuSeconds(pid: number): number {
  return readCpuSeconds(`/proc/${pid}/stat`);
}

/** CPU time one thread of this process has used, in seconds. */
export function threadCpuSeconds(thread: number): number {
  return readCpuSeconds(`/proc/self/task/${thread}/stat`);
}

/** Memory of a process that is in RAM and its own or shared, in bytes. */
export function residentBytes(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1_024;
}

/** @returns user and system time */
function readCpuSeconds(path: string): number {
  // The second field is the name, in parentheses, and may hold anything.
  const fields = Deno.readTextFileSync(path).split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

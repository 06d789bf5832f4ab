/** What the figures were measured on. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGib: number;
  kernel: string;
  deno: string;
  /** Processes that wanted a core when the run began, over the last minute: above 0 somebody else is at work. */
  loadBefore: number;
}

export function describeMachine(): Machine {
  const cpu = /model name\s*: (.+)/.exec(Deno.readTextFileSync("/proc/cpuinfo"));
  return {
    cpu: cpu?.[1] ?? Deno.build.arch,
    cores: navigator.hardwareConcurrency,
    memoryGib: Math.round(Deno.systemMemoryInfo().total / 1024 ** 3),
    kernel: Deno.osRelease(),
    deno: Deno.version.deno,
    loadBefore: Deno.loadavg()[0]!,
  };
}

/** In one line. */
export function machineText(machine: Machine): string {
  const { cpu, cores, memoryGib, kernel, deno, loadBefore } = machine;
  return `${cores} × ${cpu}, ${memoryGib} GiB, Linux ${kernel}, Deno ${deno}, ` +
    `load before ${loadBefore.toFixed(2)}`;
}

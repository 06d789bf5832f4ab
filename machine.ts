/**
 * What the machine lets the server have. The server may not look that up itself: Deno gives /proc and /sys to
 * programs only that may do everything. So `deno task serve` looks it up and hands it on as arguments.
 * @module
 */

export interface Machine {
  /** How many files the process may have open; null when unknown. */
  openFiles: number | null;
  /** Memory of the machine, or of what the process is confined to, in bytes; null when unknown. */
  memoryBytes: number | null;
}

const OPEN_FILES = "--open-files=";
const MEMORY = "--memory-bytes=";

/** What can be read of it, which without all permissions is nothing. */
export function readMachine(): Machine {
  return { openFiles: readOpenFiles(), memoryBytes: readMemoryBytes() };
}

/** The machine as arguments of the server's program. */
export function machineArguments({ openFiles, memoryBytes }: Machine): string[] {
  return [
    ...(openFiles === null ? [] : [`${OPEN_FILES}${openFiles}`]),
    ...(memoryBytes === null ? [] : [`${MEMORY}${memoryBytes}`]),
  ];
}

/** The machine out of a program's arguments; what is not among them is read. */
export function machineFrom(args: readonly string[]): Machine {
  const valueOf = (name: string) => {
    const arg = args.find((it) => it.startsWith(name));
    return arg === undefined ? null : wholeNumber(arg.slice(name.length));
  };
  return {
    openFiles: valueOf(OPEN_FILES) ?? readOpenFiles(),
    memoryBytes: valueOf(MEMORY) ?? readMemoryBytes(),
  };
}

/** The hard limit: Deno raises the soft one to it. */
function readOpenFiles(): number | null {
  const limits = read("/proc/self/limits");
  return wholeNumber(/^Max open files +\S+ +(\d+)/m.exec(limits)?.[1]);
}

/** The least of what the machine has and what each control group around the process may have. */
function readMemoryBytes(): number | null {
  const kilobytes = wholeNumber(/^MemTotal: +(\d+) kB/m.exec(read("/proc/meminfo"))?.[1]);
  if (kilobytes === null) return null;
  const groups = read("/proc/self/cgroup");
  const limits = [
    ...limitsAlong("/sys/fs/cgroup", /^0::(.+)$/m.exec(groups)?.[1], "memory.max"),
    ...limitsAlong(
      "/sys/fs/cgroup/memory",
      /^\d+:(?:.+,)?memory(?:,.+)?:(.+)$/m.exec(groups)?.[1],
      "memory.limit_in_bytes",
    ),
  ];
  return Math.min(kilobytes * 1_024, ...limits);
}

/** What a file says in a control group and in all groups around it; in a container the outermost is at the root. */
function limitsAlong(root: string, path: string | undefined, file: string): number[] {
  if (path === undefined) return [];
  const parts = path.split("/").filter((part) => part !== "");
  return [...parts.keys(), parts.length]
    .map((count) => [root, ...parts.slice(0, count), file].join("/"))
    .map((name) => wholeNumber(read(name).trim()))
    .filter((limit) => limit !== null);
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** A file's text; empty when there is none, or none for us. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

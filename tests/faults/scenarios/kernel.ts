/** What Linux tells of a process and of a connection; NaN and null elsewhere. */

/** What a process holds in memory, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`).catch(() => "");
  return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)?.[1] ?? NaN) / 1_024);
}

/** Bytes that the system still holds for the peer of a connection within this machine. */
export async function queuedBytes(localPort: number, peerPort: number): Promise<number | null> {
  const table = await Deno.readTextFile("/proc/net/tcp").catch(() => "");
  const port = (number: number) => number.toString(16).toUpperCase().padStart(4, "0");
  const line = table.match(
    new RegExp(`:${port(localPort)} \\w+:${port(peerPort)} 01 (\\w+):`),
  );
  return line ? parseInt(line[1]!, 16) : null;
}

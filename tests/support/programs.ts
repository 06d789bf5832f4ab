/** Programs that some tests run, and a machine may lack: what needs one that is missing is skipped. */
const PROGRAMS = ["caddy", "nginx", "openssl", "systemd-analyze"] as const;

export type Program = typeof PROGRAMS[number];

/** Whether a program is on the PATH. */
export function isInstalled(program: Program): boolean {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin"];
  return folders.some((folder) => isFile(`${folder}/${program}`));
}

/** Those that are not on this machine. */
export function missingPrograms(): Program[] {
  return PROGRAMS.filter((program) => !isInstalled(program));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

import { startProgram, type Subject } from "./peer.ts";

/** Other servers that can be had on this machine, and for the rest a line each that says why not. */
export interface Peers {
  peers: Subject[];
  skipped: string[];
}

const npm = new URL("./npm/", import.meta.url);
const bun = new URL("./node_modules/@oven/bun-linux-x64/bin/bun", npm);

/** Where Debian keeps its Go packages. */
const DEBIAN_GOPATH = "/usr/share/gocode";

/** Installs and builds what is needed, in folders that are not committed.
 *  @param tempDir for what is built */
export async function findPeers(tempDir: string): Promise<Peers> {
  const found = [await goHub(tempDir), ...await npmPeers(), denoBroadcast()];
  return {
    peers: found.filter((one) => typeof one !== "string"),
    skipped: found.filter((one) => typeof one === "string"),
  };
}

async function goHub(tempDir: string): Promise<Subject | string> {
  const name = "Go hub";
  const program = `${tempDir}/go_hub`;
  const source = new URL("./go/main.go", import.meta.url).pathname;
  const error = await run("go", ["build", "-o", program, source], {
    GO111MODULE: "off",
    GOPATH: DEBIAN_GOPATH,
  });
  if (error) {
    return `${name}: needs golang-go and golang-github-gorilla-websocket-dev (${error})`;
  }
  return { name, dialect: "plain", start: () => startProgram(program, []) };
}

async function npmPeers(): Promise<(Subject | string)[]> {
  const nodeError = await run("node", ["--version"]) ?? await install();
  const script = (file: string) => new URL(file, npm).pathname;
  const onNode = (name: string, file: string, dialect: Subject["dialect"]) =>
    nodeError
      ? `${name}: ${nodeError}`
      : { name, dialect, start: () => startProgram("node", [script(file)]) };
  const bunError = nodeError ?? await run(bun.pathname, ["--version"]);
  return [
    bunError ? `Bun publish: ${bunError}` : {
      name: "Bun publish",
      dialect: "plain",
      start: () => startProgram(bun.pathname, [script("bun_publish.js")]),
    },
    onNode("ws", "ws_broadcast.js", "plain"),
    onNode("Socket.IO", "socket_io_broadcast.js", "socket.io"),
  ];
}

function denoBroadcast(): Subject {
  const file = new URL("./deno_broadcast.ts", import.meta.url).pathname;
  const args = ["run", "--allow-net", "--no-config", file];
  return { name: "Deno loop", dialect: "plain", start: () => startProgram(Deno.execPath(), args) };
}

async function install(): Promise<string | null> {
  try {
    await Deno.stat(new URL("./node_modules/ws", npm));
    return null;
  } catch {
    return await run("npm", [
      "install",
      "--prefix",
      npm.pathname,
      "--no-package-lock",
      "--no-audit",
    ]);
  }
}

/** Why a program failed, in a line; null when it did not. */
async function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string | null> {
  try {
    const { success, stderr } = await new Deno.Command(command, { args, env }).output();
    return success ? null : new TextDecoder().decode(stderr).trim().split("\n").at(-1)!;
  } catch {
    return `${command} is not there`;
  }
}

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PlainBrowser } from "../server/plain_browser.ts";
import { inheritedEnvironment } from "../support/inherited_environment.ts";
import { isInstalled } from "../support/programs.ts";

const root = new URL("../..", import.meta.url).pathname;
const unit = `${root}/deploy/confab.service`;

/** Most that systemd may find wanting, of 100: what is left is that it compiles code and listens. */
const MOST_EXPOSED = 15;

/** The first that looks at a unit that is not loaded. */
const OFFLINE_SINCE = 250;

Deno.test({
  name: "systemd finds no fault with the unit",
  ignore: !isInstalled("systemd-analyze"),
  async fn() {
    const { success, text } = await analyze("verify", unit);
    // It tells of other units of the machine, too.
    assertEquals([success, text.split("\n").filter((line) => line.includes("confab"))], [true, []]);
  },
});

Deno.test({
  name: "the unit may do little",
  ignore: !isInstalled("systemd-analyze"),
  async fn() {
    const version = Number((await analyze("--version")).text.match(/^systemd (\d+)/)?.[1]);
    if (version < OFFLINE_SINCE) return;
    const threshold = `--threshold=${MOST_EXPOSED}`;
    const { success, text } = await analyze(
      "security",
      "--offline=true",
      threshold,
      "--no-pager",
      unit,
    );
    assert(success, text);
  },
});

Deno.test({
  name:
    "the unit's command is Deno itself with what the server may do, and ends in order on SIGTERM",
  ignore: Deno.build.os !== "linux",
  fn: runCommand,
});

async function runCommand(): Promise<void> {
  const text = await Deno.readTextFile(unit);
  const line = text.match(/^ExecStart=\/bin\/bash -c '([^']+)'$/m)![1]!;
  const { tasks } = JSON.parse(await Deno.readTextFile(`${root}/deno.json`));
  assertStringIncludes(line, tasks.serve.command.split(" | ")[0]);
  const dataDir = await Deno.makeTempDir({ prefix: "confab-unit-" });
  const child = new Deno.Command("/bin/bash", {
    args: ["-c", line.replaceAll("$$", "$")],
    cwd: root,
    clearEnv: true,
    env: {
      ...inheritedEnvironment(),
      PATH: `${Deno.execPath().replace(/\/[^/]*$/, "")}:${Deno.env.get("PATH")}`,
      PORT: "0",
      DATA_DIR: dataDir,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const url = (await output.read()).value?.match(/http:\/\/\S+(?=\n)/)?.[0];
    await output.cancel();
    assertEquals((await new PlainBrowser(url!).join("Ada")).status, 303);
  } finally {
    child.kill("SIGTERM");
  }
  assertEquals((await child.status).code, 0);
  assert((await Deno.stat(`${dataDir}/confab.db`)).isFile);
  await Deno.remove(dataDir, { recursive: true });
}

async function analyze(...args: string[]): Promise<{ success: boolean; text: string }> {
  const { success, stdout, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  return { success, text };
}

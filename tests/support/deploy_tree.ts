import { SmallDisk } from "../faults/small_disk.ts";

const root = new URL("../..", import.meta.url).pathname;

/** What is not deployed: history, data, and the tests that run it. */
const LEFT_OUT = new Set([".git", "data", "tests", "node_modules"]);

/** A copy of this checkout and its build in which nothing can be written, as Deno Deploy has it. */
export class DeployTree implements AsyncDisposable {
  readonly path: string;
  readonly #disk: SmallDisk | null;

  private constructor(path: string, disk: SmallDisk | null) {
    this.path = path;
    this.#disk = disk;
  }

  static async make(): Promise<DeployTree> {
    const path = await Deno.makeTempDir({ prefix: "confab-tree-" });
    // Nothing keeps root from writing but the file system.
    const disk = await SmallDisk.mount(path);
    for await (const { name } of Deno.readDir(root)) {
      if (!LEFT_OUT.has(name)) await copy(`${root}${name}`, `${path}/${name}`);
    }
    if (disk) await disk.setReadOnly(true);
    else await setWritable(path, false);
    return new DeployTree(path, disk);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disk) await this.#disk[Symbol.asyncDispose]();
    else await setWritable(this.path, true);
    await Deno.remove(this.path, { recursive: true });
  }
}

async function copy(from: string, to: string): Promise<void> {
  const { isDirectory, isFile } = await Deno.lstat(from);
  if (isFile) return await Deno.copyFile(from, to);
  if (!isDirectory) return;
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}

async function setWritable(path: string, isWritable: boolean): Promise<void> {
  const { isDirectory } = await Deno.lstat(path);
  if (isDirectory && isWritable) await Deno.chmod(path, 0o700);
  if (isDirectory) {
    for await (const { name } of Deno.readDir(path)) {
      await setWritable(`${path}/${name}`, isWritable);
    }
  }
  await Deno.chmod(path, isDirectory ? (isWritable ? 0o700 : 0o500) : isWritable ? 0o600 : 0o400);
}

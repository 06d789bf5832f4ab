/** How often what only shows from outside is looked at, in milliseconds. */
const LOOK_MS = 20;

/** What `look` finds, once it finds something: another process tells nobody that it is ready. What it throws counts as
 *  nothing, and is told when time runs out. */
export async function found<T>(
  look: () => T | null | Promise<T | null>,
  { ms = 30_000 }: { ms?: number } = {},
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    let cause: unknown;
    try {
      const it = await look();
      if (it !== null) return it;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms`, { cause });
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What a promise gives; rejects after a while, so that a test that waits in vain ends. */
export async function within<T>(promise: Promise<T>, ms = 10_000): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

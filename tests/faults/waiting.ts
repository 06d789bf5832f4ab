/** For what a bench can only see from outside; tests wait for events instead. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Looks every few milliseconds until something is so. Whether it became so in time. */
export async function until(
  withinMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (!await isSo()) {
    if (performance.now() > deadline) return false;
    await delay(5);
  }
  return true;
}

/** Does something again and again, after random pauses within bounds in milliseconds, until told to stop. */
export function repeat(pauseMs: () => number, act: () => void | Promise<void>): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let isOver = false;
  const next = () => {
    if (isOver) return;
    timer = setTimeout(async () => {
      await act();
      next();
    }, pauseMs());
  };
  next();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

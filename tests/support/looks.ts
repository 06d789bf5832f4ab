import axe from "axe-core";
import type { Page } from "playwright-core";

/** Rules that axe finds broken, each with the places. */
export async function violations(page: Page): Promise<string[]> {
  // The policy of the page forbids foreign scripts; a test looks from outside it.
  await page.evaluate(axe.source);
  const results = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- axe puts itself on the window
    return await (globalThis as any).axe.run(document) as axe.AxeResults;
  });
  return results.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`
  );
}

/** By how many pixels a page can be moved sideways: what is wider than the window and clipped by nothing. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

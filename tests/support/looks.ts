import axe from "axe-core";
import type { Page } from "playwright-core";

/** Rules that axe finds broken, each with the places.
 *  @param only these rules; those that are on by themselves when absent */
export async function violations(page: Page, only?: string[]): Promise<string[]> {
  // The policy of the page forbids foreign scripts; a test looks from outside it.
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  const results = await page.evaluate(async (rules) => {
    const options = {
      // Only of these every place is told.
      resultTypes: ["violations"],
      ...(rules && { runOnly: { type: "rule", values: rules } }),
    };
    // deno-lint-ignore no-explicit-any -- axe puts itself on the window
    return await (globalThis as any).axe.run(document, options) as axe.AxeResults;
  }, only);
  return results.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`
  );
}

/** What axe finds on a page by day and by night, and whether the high contrast keeps its promise of 7:1 there. */
export async function violationsByTheme(page: Page): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  const setContrast = (contrast: string | null) =>
    page.evaluate((contrast) => {
      if (contrast) document.documentElement.dataset.contrast = contrast;
      else delete document.documentElement.dataset.contrast;
    }, contrast);
  // Colours are looked at when they are there, not on their way.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets.push(still);
  });
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    // Only colours differ by night.
    found[scheme] = await violations(page, scheme === "dark" ? ["color-contrast"] : undefined);
    await setContrast("high");
    found[`${scheme}, high contrast`] = await violations(page, ["color-contrast-enhanced"]);
    await setContrast(null);
  }
  return found;
}

/** By how many pixels a page can be moved sideways: what is wider than the window and clipped by nothing. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth
  );
}

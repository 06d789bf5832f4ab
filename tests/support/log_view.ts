import type { Page } from "playwright-core";

/** A room's log as a visitor sees it, and moves in it. */
export class LogView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** How far the end is below what is in sight, in CSS pixels. */
  async distanceToEnd(): Promise<number> {
    return await this.#page.getByRole("log")
      .evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop);
  }

  /** What is at the top of the view, and how far below the edge it starts, in CSS pixels. */
  async place(): Promise<{ text: string; offset: number }> {
    return await this.#page.getByRole("log").evaluate((log) => {
      const top = log.getBoundingClientRect().top;
      const row = [...log.querySelectorAll("article")]
        .find((article) => article.getBoundingClientRect().bottom > top)!;
      return { text: row.textContent!, offset: row.getBoundingClientRect().top - top };
    });
  }

  /** Scrolls as a wheel does and waits until the log stands still. */
  async scrollUp(pixels: number): Promise<void> {
    const log = this.#page.getByRole("log");
    await log.hover();
    const still = await log.evaluateHandle((log) => {
      const isAtTop = log.scrollTop < 1;
      const scrolled = new Promise((done) =>
        log.addEventListener("scrollend", done, { once: true })
      );
      // In an object: a promise itself would be waited for.
      return { scrolled: isAtTop ? Promise.resolve() : scrolled };
    });
    await this.#page.mouse.wheel(0, -pixels);
    await still.evaluate(async ({ scrolled }) => void await scrolled);
  }
}

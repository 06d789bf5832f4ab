import { assert } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest } from "../support/browser.ts";
import { LogView } from "../support/log_view.ts";
import { SocketPeer } from "../support/socket_peer.ts";

/** More than a page keeps: far up, the newest are not in it any more. */
const MESSAGES = 400;
/** Longest the way back to the end may take, in milliseconds. */
const BACK_WITHIN_MS = 500;
/** A tab that does not come back at all is given up after this, in milliseconds. */
const PATIENCE_MS = 20_000;

for (const width of [390, 1280]) {
  browserTest(
    `both buttons lead back to the end of a long log at once, ${width} px wide`,
    async ({ server, visitor }) => {
      const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
      for (let i = 1; i <= MESSAGES; i++) await grace.say(`line ${i}`);
      const { page } = await visitor("Ada", { width });
      await page.getByText(`line ${MESSAGES}`, { exact: true }).waitFor();

      await within500ms(page, async () => {
        await untilTrimmed(page, `line ${MESSAGES}`);
        return { button: "Jump to latest", last: `line ${MESSAGES}` };
      });
      let said = 0;
      await within500ms(page, async () => {
        await untilTrimmed(page, said === 0 ? `line ${MESSAGES}` : `more ${said}`);
        await grace.say(`more ${++said}`);
        return { button: "1 new message", last: `more ${said}` };
      });
      await grace.close();
    },
  );
}

/** Goes back to the end in time once of three times: a busy machine may be slow, a tab that freezes is so for good.
 *  @param leave goes far up; which button leads back, and to what */
async function within500ms(
  page: Page,
  leave: () => Promise<{ button: string; last: string }>,
): Promise<void> {
  const tookMs: number[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const { button, last } = await leave();
    await page.getByRole("button", { name: button }).waitFor();
    tookMs.push(await timeBack(page, button, last));
    if (tookMs.at(-1)! <= BACK_WITHIN_MS) return;
  }
  assert(false, `back after ${tookMs.map(Math.round)} ms`);
}

/** Scrolls up until the newest messages are no longer in the page. */
async function untilTrimmed(page: Page, newest: string): Promise<void> {
  const log = new LogView(page);
  for (let step = 0; step < 200; step++) {
    await log.scrollUp(2_000);
    if (await page.getByText(newest, { exact: true }).count() === 0) return;
  }
  throw new Error(`"${newest}" is still in the page`);
}

/** Presses a button, and measures how long it takes until the log stands at its end, in milliseconds. */
async function timeBack(page: Page, button: string, last: string): Promise<number> {
  const back = page.evaluate(async ({ button, last }) => {
    const log = document.querySelector("[role=log]")!;
    const isBack = () =>
      log.scrollHeight - log.clientHeight - log.scrollTop <= 2 &&
      [...log.querySelectorAll("article")].at(-1)?.textContent?.includes(last);
    const started = performance.now();
    [...document.querySelectorAll("button")]
      .find((one) => (one.ariaLabel ?? one.textContent) === button)!.click();
    while (!isBack()) await new Promise((next) => requestAnimationFrame(next));
    return performance.now() - started;
  }, { button, last });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const frozen = new Promise<number>((_, reject) => {
    timer = setTimeout(() => reject(new Error("The tab does not answer")), PATIENCE_MS);
  });
  return await Promise.race([back, frozen]).finally(() => clearTimeout(timer));
}

import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { ServerProcess } from "./server_process.ts";

/** Chromium where distributions put it. */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** What a test has no use for. The last three are pages that Chromium makes for its address bar with every window, and
 *  cost as much as the window's own; the others are what Playwright turns off, since the last such list counts. */
const DISABLED_FEATURES = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "OptimizationHints",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
  "WebUIOmniboxPopup",
];
/** Root needs the first; the others keep a test's browser from talking to anybody else. */
const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${DISABLED_FEATURES}`,
];

/** Longest a test waits for a page to show something, in milliseconds. */
const PATIENCE_MS = 20_000;

const PASSWORD = "correct horse battery";
const TIME_ZONE = "Europe/Berlin";

/** A person with a browser of their own: cookies, storage, and everything that went wrong in it. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Console errors and warnings, page errors and failed requests so far. */
  trouble: string[];
}

export interface Stage {
  server: ServerProcess;
  browser: Browser;
  /** Comes in under a name and waits until the chat is live. */
  visitor(name: string, options?: VisitorOptions): Promise<Visitor>;
}

export interface VisitorOptions {
  /** By a name alone, with a new account, or as the one who sets the server up. Default: by a name. */
  as?: "guest" | "member" | "owner";
  /** Where to go first; the room that opens after joining. */
  path?: string;
  width?: number;
  height?: number;
  dark?: boolean;
  /** A touch screen. */
  touch?: boolean;
  /** False: a browser without scripts. */
  scripts?: boolean;
  /** Whether they fill in the form of the page by which people come in. Default: no. */
  byForm?: boolean;
}

let launched: Promise<Browser> | null = null;

/** A test with a server of its own and a real Chromium. Trouble in a browser fails it unless the test has
 *  emptied `trouble` (a server that is killed makes sockets fail, for one). */
export function browserTest(
  name: string,
  run: (stage: Stage) => Promise<void>,
  env: Record<string, string> = {},
): void {
  Deno.test({
    name,
    // The browser outlives the test: all tests of a file share it.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      await using server = await ServerProcess.start({ env });
      const browser = await (launched ??= launch());
      const visitors: Visitor[] = [];
      try {
        await run({
          server,
          browser,
          async visitor(name, options) {
            const visitor = await visit(browser, server, name, options);
            visitors.push(visitor);
            return visitor;
          },
        });
        const trouble = visitors.flatMap((visitor) => visitor.trouble);
        if (trouble.length > 0) throw new Error(`Trouble in the browser:\n${trouble.join("\n")}`);
      } catch (error) {
        await keepScreens(name, visitors);
        throw error;
      } finally {
        await Promise.all(visitors.map(({ context }) => context.close()));
      }
    },
  });
}

/** Waits until the chat's connection is up: the status line says nothing and the log is live. */
export async function untilLive(page: Page): Promise<void> {
  await page.waitForSelector("[data-connection=online]", { state: "attached" });
}

/** Opens a room that may not be in the list yet, as somebody does who looks for it. */
export async function findRoom(page: Page, title: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(title);
  await page.getByRole("navigation", { name: "Rooms" })
    .getByRole("link", { name: new RegExp(`^${title}( \\d+\\+? unread)?$`) }).click();
  await page.getByRole("log", { name: `Messages in ${title}` }).waitFor();
}

async function visit(
  browser: Browser,
  server: ServerProcess,
  name: string,
  options: VisitorOptions = {},
): Promise<Visitor> {
  const { as = "guest", path = "/", dark = false, touch = false, scripts = true } = options;
  const { byForm = false } = options;
  const { width = 1280, height = 800 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    hasTouch: touch,
    javaScriptEnabled: scripts,
    locale: "en-GB",
    timezoneId: TIME_ZONE,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("requestfailed", (request) => {
    // Without scripts the browser blocks what the page preloads for them.
    if (!scripts && request.resourceType() === "script") return;
    // A page that is left before its icon has come.
    if (
      request.url().includes("/icon.svg") && request.failure()?.errorText === "net::ERR_ABORTED"
    ) return;
    trouble.push(`${request.url()}: ${request.failure()?.errorText}`);
  });
  const coming = { server, name, path };
  await (byForm ? ENTRANCES[as](page, coming) : enter(page, as, coming));
  await page.getByRole("log").waitFor();
  if (scripts) await untilLive(page);
  return { page, context, trouble };
}

type Coming = { server: ServerProcess; name: string; path: string };

/** How each kind of visitor comes in by the pages for that, up to where they wanted to go. */
const ENTRANCES = {
  async guest(page: Page, { server, name, path }: Coming) {
    await page.goto(server.url + path);
    await page.getByLabel("Your name").fill(name);
    await page.getByRole("button", { name: "Join" }).click();
  },
  async member(page: Page, { server, name, path }: Coming) {
    await page.goto(`${server.url}/register?to=${encodeURIComponent(path)}`);
    await makeAccount(page, name);
  },
  async owner(page: Page, { server, name, path }: Coming) {
    await page.goto(server.url + server.setupPath!);
    await makeAccount(page, name);
    if (path !== "/") await page.goto(server.url + path);
  },
};

async function makeAccount(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
}

/** What those pages send, and where. */
const FORMS = {
  guest: ({ name }: Coming) => ({ to: "/", form: { name } }),
  member: ({ name }: Coming) => ({ to: "/register", form: { name, password: PASSWORD } }),
  owner: ({ server, name }: Coming) => ({
    to: server.setupPath!,
    form: { name, password: PASSWORD },
  }),
};

/** Comes in without looking at those pages, which cost as much as the one that the test is about. */
async function enter(page: Page, as: keyof typeof FORMS, coming: Coming): Promise<void> {
  const { url } = coming.server;
  const { to, form } = FORMS[as](coming);
  const headers = { origin: url };
  const answer = await page.request.post(url + to, { form, headers, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`${to} answers ${answer.status()}`);
  const timeZone = encodeURIComponent(TIME_ZONE);
  await page.context().addCookies([{ name: "tz", value: timeZone, url, sameSite: "Lax" }]);
  await page.goto(url + coming.path);
}

/** A new Chromium: an installed one, else the one that npm carries. The caller closes it. */
export async function launch(): Promise<Browser> {
  const browser = await chromium.launch({ ...await findChromium(), args: FLAGS });
  globalThis.addEventListener("unload", () => void browser.close());
  return browser;
}

async function findChromium(): Promise<{ executablePath: string; env?: Record<string, string> }> {
  for (const executablePath of INSTALLED) {
    try {
      if ((await Deno.stat(executablePath)).isFile) return { executablePath };
    } catch {
      // Not there: the next one.
    }
  }
  const folder = new URL("../chromium/", import.meta.url);
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "executable_path.ts"],
    cwd: folder,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("There is no Chromium, and none could be fetched from npm");
  const { executablePath, libraryPath, fontsPath } = JSON.parse(new TextDecoder().decode(stdout));
  return {
    executablePath,
    env: { ...Deno.env.toObject(), LD_LIBRARY_PATH: libraryPath, FONTCONFIG_PATH: fontsPath },
  };
}

/** What each visitor saw when a test failed. */
async function keepScreens(test: string, visitors: Visitor[]): Promise<void> {
  const folder = new URL("../.artifacts/", import.meta.url).pathname;
  const name = test.replace(/[^a-z0-9]+/gi, "-").slice(0, 60);
  for (const [i, { page }] of visitors.entries()) {
    await page.screenshot({ path: `${folder}${name}-${i + 1}.png` }).catch(() => {});
  }
}

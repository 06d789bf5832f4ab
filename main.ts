import { App, csrf, staticFiles } from "fresh";
import { ConfigError, readConfig } from "./config.ts";
import type { State } from "./http/define.ts";
import { consoleLog } from "./http/console_log.ts";
import { errorPages } from "./http/error_pages.tsx";
import { identity } from "./http/identity.ts";
import { exitWith, serveBuild, stopOnSignals } from "./http/lifecycle.ts";
import { securityHeaders } from "./http/security_headers.ts";
import { Hub } from "./hub/hub.ts";
import { LocalBroker } from "./hub/local_broker.ts";
import { StorageError } from "./hub/ports.ts";
import { systemClock } from "./hub/system_clock.ts";
import { openSqliteStore } from "./store/sqlite_store.ts";

/** The composition root: configuration → store → hub → app. Run as the program it serves the last build;
 *  `_fresh/server.js` and the dev server import `app` from here. */

const { config, store, hub } = await compose().catch((error) => {
  if (error instanceof ConfigError || error instanceof StorageError) exitWith(error.message);
  throw error;
});

export const app = new App<State>()
  .use((ctx) => {
    Object.assign(ctx.state, { config, hub, log: consoleLog, user: null } satisfies State);
    return ctx.next();
  })
  .use(securityHeaders, errorPages, staticFiles(), csrf(), identity)
  .fsRoutes();

let server: Deno.HttpServer | null = null;
// The development server is stopped by its watcher, which a listener would keep from it.
if (Deno.mainModule !== new URL("./dev.ts", import.meta.url).href) {
  stopOnSignals({ hub, server: () => server, closeStore: () => store.close() });
}

// Not awaited: the build imports this module, which must have been evaluated by then.
if (import.meta.main) {
  serveBuild(new URL("./_fresh/server.js", import.meta.url), config).then((it) => server = it);
}

async function compose() {
  const config = readConfig(Deno.env.toObject());
  const store = await openSqliteStore({ path: `${config.dataDir}/confab.db`, now: Date.now });
  const hub = await Hub.open({
    store,
    identities: store,
    broker: new LocalBroker(),
    clock: systemClock,
    log: consoleLog,
    limits: config.limits,
    guests: config.guests,
    rooms: [{ id: "general", title: "General", topic: "What everybody should hear" }],
  });
  return { config, store, hub };
}

import { App, csrf, staticFiles } from "fresh";
import { readConfig } from "./config.ts";
import { behindProxy } from "./http/behind_proxy.ts";
import type { State } from "./http/define.ts";
import { errorPages } from "./http/error_pages.tsx";
import { identity } from "./http/identity.ts";
import { exitOver, serveBuild, stopOnSignals } from "./http/lifecycle.ts";
import type { Listener } from "./http/listener.ts";
import { requestLog } from "./http/request_log.ts";
import { securityHeaders } from "./http/security_headers.ts";
import { openLog } from "./http/server_log.ts";
import { Hub } from "./hub/hub.ts";
import { LocalBroker } from "./hub/local_broker.ts";
import { systemClock } from "./hub/system_clock.ts";
import { lockData } from "./store/data_lock.ts";
import { keepPrivate } from "./store/private_files.ts";
import { openSqliteStore } from "./store/sqlite_store.ts";

/** The composition root: configuration → store → hub → app. Run as the program it serves the last build;
 *  `_fresh/server.js` and the dev server import `app` from here. */

const { config, log, store, hub } = await compose().catch(exitOver);

export const app = new App<State>()
  .use((ctx) => {
    const state: State = { config, hub, log, address: "", requestId: "", user: null };
    Object.assign(ctx.state, state);
    return ctx.next();
  })
  .use(behindProxy, requestLog, securityHeaders, errorPages, staticFiles(), csrf(), identity)
  .fsRoutes();

let listener: Listener | null = null;
// The development server is stopped by its watcher, which a listener would keep from it.
if (Deno.mainModule !== new URL("./dev.ts", import.meta.url).href) {
  stopOnSignals({ hub, listener: () => listener, closeStore: () => store.close() });
}

// Not awaited: what was built imports this module, which must have been evaluated by then.
if (import.meta.main) {
  const buildUrl = new URL("./_fresh/server.js", import.meta.url);
  serveBuild(buildUrl, { config, log }).then((it) => listener = it);
}

async function compose() {
  const config = readConfig(Deno.env.toObject());
  const log = openLog(config.log);
  await lockData(config.dataDir); // held until the process ends
  const path = `${config.dataDir}/confab.db`;
  await keepPrivate(path);
  const store = await openSqliteStore({ path, now: Date.now });
  const hub = await Hub.open({
    store,
    identities: store,
    broker: new LocalBroker(),
    clock: systemClock,
    log,
    limits: config.limits,
    guests: config.guests,
    rooms: [{ id: "general", title: "General", topic: "What everybody should hear" }],
  });
  return { config, log, store, hub };
}

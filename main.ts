import { App, csrf, staticFiles } from "fresh";
import { openAccounts } from "./accounts/accounts.ts";
import { identitiesOf } from "./accounts/identities.ts";
import { readConfig } from "./config.ts";
import { ipPrefixOf } from "./accounts/ip_prefix.ts";
import { behindProxy } from "./http/middleware/behind_proxy.ts";
import type { State } from "./http/define.ts";
import { printSetupLink } from "./http/server/addresses.ts";
import { refuseBanned } from "./http/middleware/banned.ts";
import { errorPages } from "./http/middleware/error_pages.tsx";
import { identity } from "./http/middleware/identity.ts";
import { exitOver, serveBuild, stopOnSignals } from "./http/server/lifecycle.ts";
import type { Listener } from "./http/server/listener.ts";
import { requestLog } from "./http/middleware/request_log.ts";
import { roomRequired } from "./http/sockets/seed_clients.ts";
import { securityHeaders } from "./http/middleware/security_headers.ts";
import { openLog } from "./http/server/server_logger.ts";
import { Hub } from "./hub/hub.ts";
import { LocalBroker } from "./brokers/local_broker.ts";
import { systemClock } from "./hub/system_clock.ts";
import { lockData } from "./store/data_lock.ts";
import { keepPrivate } from "./store/private_files.ts";
import { openSqliteStore } from "./store/sqlite/sqlite_store.ts";

/** The composition root: configuration → store → broker → accounts → hub → app. Run as the program it serves the last build;
 *  `_fresh/server.js` and the dev server import `app` from here. */

const { config, log, store, accounts, hub, setupToken } = await compose().catch(exitOver);

export const app = new App<State>()
  .use((ctx) => {
    const state: State = { config, hub, accounts, log, address: "", requestId: "", identity: null };
    Object.assign(ctx.state, state);
    return ctx.next();
  })
  .use(behindProxy, requestLog, securityHeaders, errorPages, staticFiles(), csrf())
  .use(identity, refuseBanned, roomRequired)
  .fsRoutes();

let listener: Listener | null = null;
// The development server is stopped by its watcher, which a listener would keep from it.
if (Deno.mainModule !== new URL("./dev.ts", import.meta.url).href) {
  stopOnSignals({ hub, listener: () => listener, closeStore: () => store.close() });
}

// Not awaited: what was built imports this module, which must have been evaluated by then.
if (import.meta.main) {
  const buildUrl = new URL("./_fresh/server.js", import.meta.url);
  serveBuild(buildUrl, { config, setupToken, log }).then((it) => listener = it);
} else if (setupToken) {
  printSetupLink(config, setupToken);
}

async function compose() {
  const config = readConfig(Deno.env.toObject());
  const log = openLog(config.log);
  await lockData(config.dataDir); // held until the process ends
  const path = `${config.dataDir}/confab.db`;
  await keepPrivate(path);
  const store = await openSqliteStore({ path, now: Date.now });
  const broker = new LocalBroker();
  const accounts = await openAccounts({
    store,
    broker,
    clock: systemClock,
    logger: log,
    guests: config.guests,
    registration: config.registration,
  });
  const hub = await Hub.open({
    store,
    identities: identitiesOf(accounts),
    broker,
    clock: systemClock,
    log,
    limits: config.limits,
    guests: config.guests,
    ipPrefixOf,
    rooms: [{ id: "general", title: "General", topic: "What everybody should hear" }],
  });
  const setupToken = await accounts.links.setUp().catch((error) => {
    // A full disk must not keep the server from showing what it has.
    log.warn("there is no link to set up the owner with", { error: error.message });
    return null;
  });
  return { config, log, store, accounts, hub, setupToken };
}

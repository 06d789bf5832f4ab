import { App, csrf, staticFiles } from "fresh";
import { openAccounts } from "./accounts/accounts.ts";
import { identitiesOf } from "./accounts/identities.ts";
import { ipPrefixOf } from "./accounts/ip_prefix.ts";
import { openBroker } from "./brokers/open_broker.ts";
import { readConfig } from "./config.ts";
import type { State } from "./http/define.ts";
import { KnownHosts } from "./http/known_hosts.ts";
import { behindProxy } from "./http/middleware/behind_proxy.ts";
import { errorPages } from "./http/middleware/error_pages.tsx";
import { identity } from "./http/middleware/identity.ts";
import { notKept } from "./http/middleware/not_kept.ts";
import { refuseBanned } from "./http/middleware/refuse_banned.ts";
import { refuseUnknownHost } from "./http/middleware/refuse_unknown_host.ts";
import { requestLogger } from "./http/middleware/request_logger.ts";
import { securityHeaders } from "./http/middleware/security_headers.ts";
import { exitOver, loadAhead, serveBuild, stopOnSignals } from "./http/server/lifecycle.ts";
import type { Listener } from "./http/server/listener.ts";
import { Metrics } from "./http/server/metrics.ts";
import { MemoryWatch } from "./http/server/memory_watch.ts";
import { openLogger } from "./http/server/server_logger.ts";
import { UpgradeSign } from "./http/server/upgrade_sign.ts";
import { printSetupLink } from "./http/server/startup_message.ts";
import { warmUp } from "./http/server/warm_up.ts";
import { answerWithoutDatabase, logMissingDatabase } from "./http/server/without_database.ts";
import { roomRequired } from "./http/sockets/seed_clients.ts";
import { SocketTransport } from "./http/sockets/socket_transport.ts";
import { Hub } from "./hub/hub.ts";
import { systemClock } from "./hub/system_clock.ts";
import { HOME_ROOM } from "./protocol/paths.ts";
import { DEFAULT_SETTINGS } from "./protocol/settings.ts";
import { machineFrom } from "./machine.ts";
import { openStore } from "./store/open_store.ts";

/** The composition root: configuration → store → broker → accounts → hub → app. Run as the program it serves the last build;
 *  `_fresh/server.js` and the dev server import `app` from here. */

const buildUrl = new URL("./_fresh/server.js", import.meta.url);
if (import.meta.main) loadAhead(buildUrl);
const config = await Promise.try(readConfig, Deno.env.toObject(), machineFrom(Deno.args))
  .catch(exitOver);
const logger = openLogger(config.log);
const hosts = new KnownHosts(config, logger);
// What was written to Deno Deploy's disk would be gone with the instance: better to serve nothing.
const services = config.onDeploy && config.postgres === null
  ? null
  : await compose().catch(exitOver);
if (!services) logMissingDatabase(logger);
const setupToken = services?.setupToken ?? null;
const metrics = services && config.metricsToken !== null ? new Metrics(services.hub) : null;

export const app = services
  ? chatOf(services)
  : new App<State>().use(({ req }) => answerWithoutDatabase(req));

let listener: Listener | null = null;
// The development server is stopped by its watcher, which a listener would keep from it.
if (Deno.mainModule !== new URL("./dev.ts", import.meta.url).href) {
  stopOnSignals({
    drain: async (patienceMs) => await services?.hub.drain(patienceMs),
    listener: () => listener,
    async closeStore() {
      // What was done last is told first: the others take its people for gone then, and not later.
      await services?.broker.close();
      await services?.store.close();
    },
  });
}

// Not awaited: what was built imports this module, which must have been evaluated by then.
if (import.meta.main) {
  serveBuild(buildUrl, { config, hosts, setupToken, logger }).then((it) => {
    listener = it;
    const { memoryLimitBytes } = config;
    if (!services) return;
    void warmUp(logger, metrics);
    if (memoryLimitBytes === null) return;
    const cutUnwritten = () => SocketTransport.cutUnwritten();
    new MemoryWatch(services.hub, memoryLimitBytes, { logger, cutUnwritten }).begin();
  });
} else if (setupToken) {
  printSetupLink(config, setupToken);
}

type Services = Awaited<ReturnType<typeof compose>>;

function chatOf({ hub, accounts }: Services): App<State> {
  return new App<State>()
    .use((ctx) => {
      const settings = DEFAULT_SETTINGS;
      const request = { address: "", requestId: "", identity: null, settings, banned: null };
      const state: State = { config, hub, accounts, hosts, logger, metrics, ...request };
      Object.assign(ctx.state, state);
      return ctx.next();
    })
    .use(behindProxy, requestLogger, refuseUnknownHost)
    .use(securityHeaders, notKept, errorPages, staticFiles(), csrf())
    .use(identity, refuseBanned, roomRequired)
    .fsRoutes();
}

async function compose() {
  // Where somebody else listens, nobody can be told there.
  const port = import.meta.main ? config.port : 0;
  const sign = new UpgradeSign({ host: config.host, port, logger });
  const store = await openStore(config, (upgrade) => sign.tell(upgrade));
  await sign.takeDown();
  const broker = await openBroker(config, { clock: systemClock, logger });
  const accounts = await openAccounts({
    store,
    broker,
    clock: systemClock,
    logger,
    guests: config.guests,
    registration: config.registration,
  });
  const hub = await Hub.open({
    store,
    identities: identitiesOf(accounts),
    broker,
    clock: systemClock,
    logger,
    limits: config.limits,
    guests: config.guests,
    ipPrefixOf,
    rooms: [{ id: HOME_ROOM, title: "General", topic: "Announcements and everything else" }],
  });
  const setupToken = await accounts.links.makeSetupLink({
    replaces: config.postgres === null,
  }).catch((error) => {
    // A full disk must not keep the server from showing what it has.
    logger.warn("there is no link to set up the owner with", { error: error.message });
    return null;
  });
  return { store, broker, accounts, hub, setupToken };
}

// deno-lint-ignore-file no-console -- speaks to the person at the terminal
/** Prints a link by which the owner sets another password, for whoever runs the machine. The server must be
 *  stopped meanwhile: one process at a time uses a data directory. */
import { openAccounts } from "../accounts/accounts.ts";
import { LocalBroker } from "../brokers/local_broker.ts";
import { readConfig } from "../config.ts";
import { linkBase } from "../http/server/startup_message.ts";
import { openLogger } from "../http/server/server_logger.ts";
import { exitOver, exitWith } from "../http/server/lifecycle.ts";
import { systemClock } from "../hub/system_clock.ts";
import { openStore } from "../store/open_store.ts";

const { config, token } = await makeLink().catch(exitOver);
if (token === null) exitWith("there is no owner yet: start the server and open the link it prints");
console.log(
  `Start the server, and open this link within a day: ${linkBase(config)}/reset/${token}`,
);
Deno.exit(0);

async function makeLink() {
  const config = readConfig(Deno.env.toObject());
  const store = await openStore(config);
  const { guests, registration } = config;
  const logger = openLogger(config.log);
  const accounts = await openAccounts({
    store,
    broker: new LocalBroker(logger),
    clock: systemClock,
    logger,
    guests,
    registration,
  });
  const token = await accounts.links.makeOwnerResetLink();
  accounts.close();
  await store.close();
  return { config, token };
}

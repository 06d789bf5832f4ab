import { emptyDatabase, havePostgres, testDatabases } from "../../support/postgres_server.ts";
import { accountStoreContract } from "../account_store_contract.ts";
import { storeContract } from "../store_contract.ts";
import { openPostgresSubject } from "./postgres_subject.ts";

if (havePostgres()) {
  const makeDatabase = testDatabases();
  let database: string | undefined;
  const open = async () => {
    database ??= await makeDatabase();
    const subject = await openPostgresSubject(database);
    await emptyDatabase(database);
    return subject;
  };
  storeContract("postgres", open);
  accountStoreContract("postgres", open);
}

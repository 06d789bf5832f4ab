import { assert, assertEquals, assertRejects } from "@std/assert";
import { StorageError } from "../../hub/ports/store.ts";
import { PostgresConnection } from "../../postgres/connection.ts";
import { readPostgresSettings } from "../../postgres/settings.ts";
import { statement } from "../../postgres/statement.ts";
import { owner, PostgresServer } from "../support/postgres_server.ts";
import { isInstalled } from "../support/programs.ts";

/** Connections to a server with a certificate of an authority that only these tests know. */

const ENCRYPTED = statement("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");

/** Makes the authority, and a certificate of it for localhost and 127.0.0.1. */
const CERTIFICATES = `
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.pem -subj /CN=tests
  openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost
  printf "subjectAltName=DNS:localhost,IP:127.0.0.1\\n" > names
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \\
    -out server.pem -extfile names
  chmod 600 server.key`;

Deno.test({
  name:
    "a connection is encrypted where it can be, and goes to nobody but the server it asks for where that is wanted",
  ignore: !PostgresServer.isInstalled || !isInstalled("openssl"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "confab-tls-" });
    const { success } = await new Deno.Command("sh", {
      args: ["-ec", CERTIFICATES],
      cwd: folder,
      stderr: "null",
    }).output();
    assert(success);
    const { uid, gid } = owner();
    if (uid !== undefined) {
      for (const path of [folder, `${folder}/server.key`]) await Deno.chown(path, uid, gid ?? null);
    }
    const files = [`ssl_cert_file=${folder}/server.pem`, `ssl_key_file=${folder}/server.key`];
    await using server = await PostgresServer.start(["ssl=on", ...files]);
    const ca = `sslrootcert=${folder}/ca.pem`;
    for (const host of ["localhost", "127.0.0.1"]) {
      const url = server.url().replace("127.0.0.1", host);
      const connect = async (parameters: string) => {
        const settings = readPostgresSettings({ DATABASE_URL: `${url}?${parameters}` })!;
        const connection = await PostgresConnection.open(settings, { name: "confab test" });
        const [row] = await connection.query<{ ssl: boolean }>(ENCRYPTED);
        await connection.close();
        return row!.ssl;
      };
      assertEquals(await connect("sslmode=disable"), false);
      for (const asked of ["", "sslmode=require", `sslmode=verify-full&${ca}`, ca]) {
        assertEquals(await connect(asked), true, `${host} ${asked}`);
      }
      await assertRejects(() => connect("sslmode=verify-full"), StorageError, "Cannot reach");
    }
    await Deno.remove(folder, { recursive: true });
  },
});

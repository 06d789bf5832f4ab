import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, readConfig } from "../../config.ts";
import { runServer, ServerProcess } from "../support/server_process.ts";

Deno.test("there are fewer places than files may be open, and one address has half of them at most", () => {
  const limits = (openFiles: number | null, variables: Record<string, string> = {}) => {
    const { limits } = readConfig(variables, { openFiles, memoryBytes: null });
    return [limits.connections, limits.connectionsPerAddress];
  };
  assertEquals(limits(null), [4_000, 2_000]);
  assertEquals(limits(256), [174, 87]);
  assertEquals(limits(65_536), [57_294, 2_000]);
  assertEquals(limits(10), [1, 1]);
  assertEquals(limits(256, { CONNECTIONS_PER_ADDRESS: "100" }), [174, 100]);
  assertEquals(limits(256, { MAX_CONNECTIONS: "100" }), [100, 50]);
  assertEquals(limits(256, { MAX_CONNECTIONS: "1000" }), [174, 87]);
  assertEquals(limits(null, { MAX_CONNECTIONS: "10000" }), [10_000, 2_000]);
});

Deno.test("no more sockets are taken in above three quarters of the memory, or what is set", () => {
  const limit = (memoryBytes: number | null, variables: Record<string, string> = {}) =>
    readConfig(variables, { openFiles: null, memoryBytes }).memoryLimitBytes;
  assertEquals(limit(null), null);
  assertEquals(limit(1_000_000_000), 750_000_000);
  assertEquals(limit(1_000_000_000, { MEMORY_LIMIT_MB: "100" }), 100 * 1024 * 1024);
});

Deno.test("without any variable the defaults hold", () => {
  const { port, host, dataDir, guests, registration, limits } = readConfig({});
  assertEquals([port, host, dataDir], [8000, "127.0.0.1", "./data"]);
  assertEquals([guests, registration], [true, "open"]);
  assertEquals([limits.messagesPerSecond, limits.messageBytes], [5, 10_240]);
});

Deno.test("a bad value is one line that names the variable, the rule and the value", () => {
  const bad: [Record<string, string>, string][] = [
    [{ PORT: "abc" }, 'PORT must be a whole number from 0 to 65535, but it is "abc"'],
    [{ PORT: "65536" }, 'PORT must be a whole number from 0 to 65535, but it is "65536"'],
    [{ PORT: "-1" }, "PORT must be"],
    [{ HOST: "a b" }, 'HOST must be an address or a host name, but it is "a b"'],
    [{ GUESTS: "maybe" }, 'GUESTS must be on or off, but it is "maybe"'],
    [{ REGISTRATION: "yes" }, "REGISTRATION must be open, invite or closed"],
    [{ ALLOWED_ORIGINS: "example.org" }, "ALLOWED_ORIGINS must be origins"],
    [{ PUBLIC_URL: "chat.example.org" }, "PUBLIC_URL must be an address such as"],
    [{ PUBLIC_URL: "ftp://chat.example.org" }, "PUBLIC_URL must be"],
    [{ PUBLIC_URL: "https://example.org/chat" }, "PUBLIC_URL must be"],
    [{ ALLOWED_HOSTS: "a.example:80" }, "ALLOWED_HOSTS must be host names"],
    [{ ALLOWED_HOSTS: "a.example,*.example" }, "ALLOWED_HOSTS must be host names"],
    [{ ALLOWED_HOSTS: "https://a.example" }, "ALLOWED_HOSTS must be host names"],
    [{ TRUST_PROXY: "yes" }, "TRUST_PROXY must be off, on, or the number of proxies"],
    [{ DATA_DIR: "a,b" }, "DATA_DIR must name a folder, without a comma"],
    [{ MESSAGE_RATE: "fast" }, "MESSAGE_RATE must be"],
  ];
  for (const [variables, message] of bad) {
    assertThrows(() => readConfig(variables), ConfigError, message);
  }
});

Deno.test("a database is one that DATABASE_URL or PGHOST names, and a bad one is refused without its value", () => {
  assertEquals(readConfig({}).postgres, null);
  assertEquals(readConfig({ DATABASE_URL: "postgres://u:p@db/chat" }).postgres?.database, "chat");
  const { postgres, databaseConnections } = readConfig({ PGHOST: "db" });
  assertEquals([postgres?.host, databaseConnections], ["db", 6]);
  const refused = assertThrows(
    () => readConfig({ DATABASE_URL: "mysql://u:swordfish@db/chat" }),
    ConfigError,
    "DATABASE_URL must be",
  );
  assertEquals(refused.message.includes("swordfish"), false);
  assertThrows(() => readConfig({ DATABASE_CONNECTIONS: "1" }), ConfigError, "from 2 to 1000");
});

Deno.test("a broker is a Redis for several servers, and a bad one is refused without its value", () => {
  const DATABASE_URL = "postgres://db/chat";
  const BROKER_URL = "rediss://u:swordfish@redis:6380/";
  assertEquals(readConfig({ DATABASE_URL }).brokerUrl, null);
  assertEquals(readConfig({ DATABASE_URL, BROKER_URL }).brokerUrl, BROKER_URL);
  const wrong: [Record<string, string>, string][] = [
    [{ BROKER_URL }, "need a DATABASE_URL"],
    [{ DATABASE_URL, BROKER_URL: "amqp://u:swordfish@queue" }, "BROKER_URL must be"],
  ];
  for (const [variables, message] of wrong) {
    const refused = assertThrows(() => readConfig(variables), ConfigError, message);
    assertEquals(refused.message.includes("swordfish"), false);
  }
});

Deno.test("proxies are trusted as many as are named, and none by default", () => {
  const trusted = (value: string) => readConfig({ TRUST_PROXY: value }).trustedProxies;
  assertEquals(["", "off", "on", "1", "3"].map(trusted), [0, 0, 1, 1, 3]);
});

Deno.test("the server answers by the names in its public address, in ALLOWED_HOSTS and of HOST", () => {
  const { publicUrl, hostNames } = readConfig({
    PUBLIC_URL: "https://chat.example.org:8443/",
    ALLOWED_HOSTS: "Chat.lan, bücher.example.,",
    HOST: "box.lan",
  });
  assertEquals(publicUrl, "https://chat.example.org:8443");
  assertEquals(hostNames, ["chat.example.org", "chat.lan", "xn--bcher-kva.example", "box.lan"]);
  assertEquals(readConfig({ HOST: "::" }).hostNames, []);
  assertEquals(readConfig({}).publicUrl, null);
});

Deno.test("an empty variable counts as unset", () => {
  assertEquals(readConfig({ PORT: "" }).port, 8000);
});

Deno.test("the server refuses a bad configuration with that line and exit code 1", async () => {
  const { code, stderr } = await runServer({ PORT: "abc" });
  assertEquals(code, 1);
  const line = 'confab: PORT must be a whole number from 0 to 65535, but it is "abc"\n';
  assertEquals(stderr, line);
});

Deno.test("a taken port is one line and exit code 1", async () => {
  await using first = await ServerProcess.start();
  const dataDir = await Deno.makeTempDir();
  const { code, stderr } = await runServer({ PORT: String(first.port), DATA_DIR: dataDir });
  await Deno.remove(dataDir, { recursive: true });
  assertEquals([code, stderr.trim().split("\n").length], [1, 1]);
});

Deno.test("a database that is none is one line and exit code 1, and stays as it was", async () => {
  const dataDir = await Deno.makeTempDir();
  const path = `${dataDir}/confab.db`;
  await Deno.writeTextFile(path, "this is no database, but somebody's letter");
  const { code, stderr } = await runServer({ PORT: "0", DATA_DIR: dataDir });
  assertEquals([code, stderr.trim().split("\n").length], [1, 1]);
  assertEquals(await Deno.readTextFile(path), "this is no database, but somebody's letter");
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("what is set where the tests run does not reach the servers they start", async () => {
  Deno.env.set("GUESTS", "maybe");
  try {
    await using server = await ServerProcess.start();
    assertEquals((await fetch(`${server.url}/health`).then((it) => it.json())).status, "ok");
  } finally {
    Deno.env.delete("GUESTS");
  }
});

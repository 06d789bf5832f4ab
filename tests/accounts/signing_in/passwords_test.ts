import { assert, assertEquals } from "@std/assert";
import { Passwords } from "../../../accounts/signing_in/passwords.ts";
import { Semaphore } from "../../../accounts/signing_in/semaphore.ts";
import { refusePassword } from "../../../accounts/signing_in/password_rules.ts";
import { CHEAP, codeOf, good, HERE, openTestAccounts, PASSWORD } from "../open_test_accounts.ts";

const IP_PREFIX = "192.0.2.1";

/** Jobs that end when the test says so. */
class Jobs {
  /** At once at most. */
  most = 0;
  readonly #running: (() => void)[] = [];
  #begun = Promise.withResolvers<void>();

  run(): Promise<void> {
    return new Promise((end) => {
      this.most = Math.max(this.most, this.#running.push(end));
      this.#begun.resolve();
    });
  }

  /** Ends so many, one after another, as they begin. */
  async end(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      if (this.#running.length === 0) await this.#begun.promise;
      this.#begun = Promise.withResolvers();
      this.#running.shift()!();
    }
  }
}

Deno.test("a password is kept as a salted scrypt hash at OWASP's cost unless told otherwise", async () => {
  const passwords = new Passwords();
  const kept = good(await passwords.hash(PASSWORD, IP_PREFIX));
  const [scheme, N, r, p, salt, hash] = kept.split("$");
  assertEquals([scheme, N, r, p], ["scrypt", "131072", "8", "1"]);
  assertEquals([salt!.length, hash!.length], [22, 43]);
  assertEquals(good(await passwords.verify(PASSWORD, kept, IP_PREFIX)), "right");
  assertEquals(good(await passwords.verify(PASSWORD + " ", kept, IP_PREFIX)), "wrong");
});

Deno.test("the same password is kept in another way each time", async () => {
  const passwords = new Passwords(CHEAP);
  const kept = await Promise.all([1, 2].map(() => passwords.hash(PASSWORD, IP_PREFIX)));
  assert(good(kept[0]!) !== good(kept[1]!));
});

Deno.test("what is kept at another cost is right and outdated", async () => {
  const kept = good(await new Passwords(CHEAP).hash(PASSWORD, IP_PREFIX));
  const dearer = new Passwords({ ...CHEAP, N: 32 });
  assertEquals(good(await dearer.verify(PASSWORD, kept, IP_PREFIX)), "outdated");
  assertEquals(good(await dearer.verify("other", kept, IP_PREFIX)), "wrong");
});

Deno.test("nothing, and what cannot be read, is never the password, and costs a hash like every check", async () => {
  let hashes = 0;
  const passwords = new Passwords(CHEAP, (password) => {
    hashes++;
    return Promise.resolve(new Uint8Array(32).fill(password.length));
  });
  const broken = [
    "",
    "scrypt",
    "scrypt$16$1$1$c2FsdA$",
    "scrypt$16$1$1$c2FsdA$AA",
    "md5$1$2$3$4$5",
  ];
  for (const kept of [null, ...broken]) {
    hashes = 0;
    assertEquals(good(await passwords.verify(PASSWORD, kept, IP_PREFIX)), "wrong", String(kept));
    assertEquals(hashes, 1);
  }
});

Deno.test("at most two passwords are hashed at once, few wait, and one IP prefix cannot have all places", async () => {
  const jobs = new Jobs();
  const passwords = new Passwords(CHEAP, async () => {
    await jobs.run();
    return new Uint8Array(32);
  });
  const one = Array.from({ length: 20 }, () => passwords.hash(PASSWORD, "192.0.2.1"));
  const other = Array.from({ length: 100 }, (_, i) => passwords.hash(PASSWORD, `192.0.2.${2 + i}`));
  await jobs.end(34);
  assertEquals(jobs.most, 2);
  const codes = async (those: typeof one) => (await Promise.all(those)).map(codeOf);
  const inOne = await codes(one);
  // 2 run, and of the 14 that waited one is left: the others made room for who came alone.
  assertEquals(inOne.filter((code) => code === "ok").length, 3);
  assertEquals(inOne.filter((code) => code === "rate_limited").length, 17);
  assertEquals((await codes(other)).filter((code) => code === "ok").length, 31);
  const after = passwords.hash(PASSWORD, "192.0.2.1");
  await jobs.end(1);
  assertEquals(codeOf(await after), "ok", "the queue is free again");
});

Deno.test("IP prefixes take turns: who comes alone goes before the next hash of a crowd", async () => {
  const order: string[] = [];
  const jobs = new Jobs();
  const semaphore = new Semaphore();
  const run = (ipPrefix: string, name: string) =>
    semaphore.run(ipPrefix, () => {
      order.push(name);
      return jobs.run();
    });
  const crowd = Array.from({ length: 16 }, (_, n) => run("192.0.2.1", `crowd ${n}`));
  const alone = [run("192.0.2.2", "one"), run("192.0.2.2", "one again"), run("192.0.2.3", "two")];
  assertEquals(await run("192.0.2.1", "too many"), null);
  await jobs.end(19);
  const turns = ["crowd 0", "crowd 1", "one", "crowd 2", "two", "one again", "crowd 3", "crowd 4"];
  assertEquals(order.slice(0, turns.length), turns);
  await Promise.all([...crowd, ...alone]);
});

Deno.test("a failing hash leaves its place in the queue", async () => {
  let fails = true;
  const passwords = new Passwords(
    CHEAP,
    () => fails ? Promise.reject(new Error("no memory")) : Promise.resolve(new Uint8Array(32)),
  );
  for (let i = 0; i < 40; i++) await passwords.hash(PASSWORD, IP_PREFIX).catch(() => {});
  fails = false;
  assertEquals(codeOf(await passwords.hash(PASSWORD, IP_PREFIX)), "ok");
});

Deno.test("a password has 8 to 128 characters, counted as people do", async () => {
  assertEquals(
    (await refusePassword("a1!🦕b2c", "Ada"))?.message,
    "The password is 7 characters, it needs 8",
  );
  assertEquals(await refusePassword("a1!🦕b2cd", "Ada"), null);
  assertEquals(await refusePassword("🦕é".repeat(64), "Ada"), null);
  assertEquals(
    (await refusePassword("🦕é".repeat(64) + "x", "Ada"))?.message,
    "The password is 129 characters, the limit is 128",
  );
});

Deno.test("common passwords, one letter over and over, and one's own name are refused", async () => {
  const refused = [
    "password",
    "PassWord",
    "password1",
    "12345678",
    "iloveyou",
    "ｐａｓｓｗｏｒｄ",
    "xxxxxxxxxxxx",
  ];
  for (const password of [...refused, "Ada Lovelace", "adalovelace", "ADALOVELACE"]) {
    assertEquals(
      (await refusePassword(password, "Ada Lovelace"))?.code,
      "password_refused",
      password,
    );
  }
});

Deno.test("a password of 128 characters of any script signs in, however it is composed", async () => {
  await using open = await openTestAccounts();
  const password = "Zoë🦕".repeat(32);
  assertEquals([...password].length, 128);
  good(await open.accounts.registration.register({ name: "Zoë", password }, HERE));
  assertEquals(codeOf(await open.signIn("Zoë", password.normalize("NFD"))), "ok");
  assertEquals(codeOf(await open.signIn("Zoë", password.slice(0, -2))), "wrong_credentials");
});

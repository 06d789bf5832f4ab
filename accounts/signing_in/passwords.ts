import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { fail, ok, type Result, wireError } from "../../protocol/errors.ts";
import { Semaphore } from "./semaphore.ts";

/** What scrypt takes to hash one password: 128 · N · r bytes of memory. */
export interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** OWASP's first choice (Password Storage Cheat Sheet): 128 MiB, here about 0.4 s. */
export const DEFAULT_COST: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const BUSY_RETRY_MS = 3_000;

/** What a password's check says. `outdated`: right, but hashed at another cost than is asked for today. */
export type Verdict = "right" | "outdated" | "wrong";

type Derive = (password: string, salt: Uint8Array, cost: ScryptCost) => Promise<Uint8Array>;

/** Hashes and checks passwords, two at once at most. As kept: `scrypt$N$r$p$salt$hash`, both base64url. */
export class Passwords {
  readonly #cost: ScryptCost;
  readonly #derive: Derive;
  readonly #queue = new Semaphore();
  /** Checked when there is nothing to check, so that it takes as long. */
  readonly #nobodys: Encoded;

  constructor(cost: ScryptCost = DEFAULT_COST, derive: Derive = deriveByScrypt) {
    this.#cost = cost;
    this.#derive = derive;
    this.#nobodys = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  }

  /** A password as it is kept.
   *  @param ipPrefix who asks, for the queue
   *  @returns `rate_limited` when too many hashes wait already */
  async hash(password: string, ipPrefix: string): Promise<Result<string>> {
    const { N, r, p } = this.#cost;
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#run(password, { cost: this.#cost, salt }, ipPrefix);
    if (!hash) return BUSY;
    return ok(["scrypt", N, r, p, salt.toString("base64url"), base64url(hash)].join("$"));
  }

  /** Compares a password with what is kept; takes as long when nothing is (null), and is `wrong` then. */
  async verify(password: string, kept: string | null, ipPrefix: string): Promise<Result<Verdict>> {
    const known = kept === null ? null : decode(kept);
    const { cost, salt, hash } = known ?? this.#nobodys;
    const found = await this.#run(password, { cost, salt }, ipPrefix);
    if (!found) return BUSY;
    if (!timingSafeEqual(found, hash) || !known) return ok("wrong");
    const { N, r, p } = this.#cost;
    return ok(cost.N === N && cost.r === r && cost.p === p ? "right" : "outdated");
  }

  #run(password: string, { cost, salt }: Omit<Encoded, "hash">, ipPrefix: string) {
    return this.#queue.run(ipPrefix, () => this.#derive(password.normalize("NFKC"), salt, cost));
  }
}

const BUSY: { ok: false; error: ReturnType<typeof wireError> } = {
  ok: false,
  error: {
    ...fail("rate_limited", "Too many people are signing in right now: try again in a few seconds")
      .error,
    retryAfterMs: BUSY_RETRY_MS,
  },
};

interface Encoded {
  cost: ScryptCost;
  salt: Uint8Array;
  hash: Uint8Array;
}

function decode(kept: string): Encoded | null {
  const [scheme, N, r, p, salt, hash] = kept.split("$");
  if (scheme !== "scrypt" || !salt || !hash) return null;
  const bytes = Buffer.from(hash, "base64url");
  if (bytes.length !== HASH_BYTES) return null;
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    hash: bytes,
  };
}

/** Off the main thread. Twice the memory it needs is let it take, as node counts a little more. */
function deriveByScrypt(password: string, salt: Uint8Array, cost: ScryptCost): Promise<Uint8Array> {
  const options = { ...cost, maxmem: 2 * 128 * cost.N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

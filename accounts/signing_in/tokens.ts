import { createHash, randomBytes } from "node:crypto";

/** What every token looks like; anything else needs no look into the storage. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits, URL-safe. Whoever has it is let in, so it is never stored: only its hash is. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256, base64url. A fast hash will do: a token has too many bits to be guessed. Null for what can't be one. */
export function hashToken(token: string): string | null {
  if (!TOKEN.test(token)) return null;
  return createHash("sha256").update(token).digest("base64url");
}

/** A user id that nobody has: 128 random bits, URL-safe. */
export function newUserId(): string {
  return `u_${randomBytes(16).toString("base64url")}`;
}

/** Names a session, a link or a ban, and gives no access: 72 random bits, URL-safe. */
export function newId(): string {
  return randomBytes(9).toString("base64url");
}

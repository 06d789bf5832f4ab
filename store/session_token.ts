import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, URL-safe. Whoever has it is the user, so it is never stored: only its hash is. */
export function newSessionToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256, base64url. A fast hash will do: a token has too many bits to be guessed. */
export function hashSessionToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

/** A user id that nobody has: 128 random bits, URL-safe. */
export function newUserId(): string {
  return `u_${randomBytes(16).toString("base64url")}`;
}

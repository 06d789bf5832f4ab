import type { WireError } from "../../protocol/errors.ts";

/** One way to say who one is. */
export type Credentials =
  | { name: string }
  | { token: string }
  | { username: string; password: string };

/** What is said on every connection, the first and those after a reconnect. */
export class Authenticator {
  readonly #credentials: Credentials;
  #token: string | null = null;
  #refusal: WireError | null = null;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  /** Why the server does not let this person in; null while it does. */
  get refusal(): WireError | null {
    return this.#refusal;
  }

  /** The fields of the next `auth`. */
  fields(): Record<string, string> {
    return this.#token === null ? { ...this.#credentials } : { token: this.#token };
  }

  /** The server let us in.
   *  @param token of the session, if there is one: the next connection needs no password */
  accepted(token: string | undefined): void {
    this.#token = token ?? null;
  }

  /** The server did not, and would not if asked again in the same way. Whether another way is left. */
  refused(error: WireError): boolean {
    const hasFallback = this.#token !== null && !("token" in this.#credentials);
    this.#token = null;
    if (!hasFallback) this.#refusal = error;
    return hasFallback;
  }
}

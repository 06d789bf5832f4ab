import { type Result } from "../../protocol/errors.ts";
import { ipPrefixOf } from "../ip_prefix.ts";
import type { StoredAccount } from "../ports.ts";
import type { Passwords, Verdict } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";
import type { SignInThrottle } from "./sign_in_throttle.ts";

interface Needs {
  sessions: Sessions;
  passwords: Passwords;
  throttle: SignInThrottle;
}

/** Compares what somebody typed with an account's password, no faster than guessing may go and no more often than somebody
 *  signs in. What is wrong is told
 *  neither by the answer nor by its time. */
export class PasswordCheck {
  readonly #needs: Needs;

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** `wrong`, after the same work, when nobody may sign in by this name. Fails with `rate_limited`.
   *  @param account who has the name; null when nobody has
   *  @param attempt the key of the name that was typed, the password, and the IP address it came from */
  async compare(
    account: StoredAccount | null,
    { key, password, address }: { key: string; password: string; address: string },
  ): Promise<Result<Verdict>> {
    const { sessions, passwords, throttle } = this.#needs;
    const prefix = ipPrefixOf(address);
    const error = await throttle.refuse(key, address, async () => {
      const known = await sessions.list(account?.id ?? "");
      return known.some((session) => ipPrefixOf(session.address) === prefix);
    });
    if (error) return { ok: false, error };
    const kept = account?.deactivatedAt === null ? account.password : null;
    const verdict = await passwords.verify(password, kept, prefix);
    if (!verdict.ok) {
      throttle.takeBack(key, address);
      return verdict;
    }
    const tooSoon = verdict.value === "wrong" ? null : throttle.succeeded(key, address);
    return tooSoon ? { ok: false, error: tooSoon } : verdict;
  }
}

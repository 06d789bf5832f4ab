import { type WireError, wireError } from "../../protocol/errors.ts";
import { PASSWORD_CHARACTERS } from "../../protocol/limits.ts";

/** Why a password can't be set; null when it can. No rules of composition: they make passwords worse (NIST).
 *  @param name of the account: a password that everybody sees is none */
export async function refusePassword(password: string, name: string): Promise<WireError | null> {
  const { least, most } = PASSWORD_CHARACTERS;
  const length = [...password.normalize("NFKC")].length;
  if (length < least) return refused(`The password is ${length} characters, it needs ${least}`);
  if (length > most) return refused(`The password is ${length} characters, the limit is ${most}`);
  const folded = fold(password);
  if (folded === fold(name)) return refused("The password is the name: take another");
  if (new Set(folded).size === 1 || (await loadCommonPasswords()).has(folded)) {
    return refused("That password is too easy to guess. Choose another");
  }
  return null;
}

let common: ReadonlySet<string> | null = null;

/** About 18,000 passwords that leaked most often. Loaded once, which takes 20 ms and 4 MB. */
export async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  if (common) return common;
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return common ??= new Set(
    dictionary["passwords-common"].filter(({ length }) => length >= PASSWORD_CHARACTERS.least),
  );
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
}

function refused(message: string): WireError {
  return wireError("password_refused", message);
}

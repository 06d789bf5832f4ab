import { SETTINGS_COOKIE, settingsOfText } from "../../protocol/settings.ts";
import { readCookies } from "../cookies.ts";
import { define } from "../define.ts";
import { sessionToken } from "../session_cookie.ts";

/** Finds out who asks, from the session cookie, how they want what they see, and whether a ban keeps them out. */
export const identity = define.middleware(async (ctx) => {
  const { state, req } = ctx;
  const token = sessionToken(ctx);
  const recognized = token && await state.accounts.signingIn.recognize(token, state.address);
  if (recognized) {
    const { identity, banned } = recognized;
    Object.assign(state, { identity, banned });
  }
  const chosenHere = readCookies(req.headers)[SETTINGS_COOKIE];
  if (recognized && recognized.settings) state.settings = recognized.settings;
  else if (chosenHere) state.settings = settingsOfText(chosenHere);
  return await ctx.next();
});

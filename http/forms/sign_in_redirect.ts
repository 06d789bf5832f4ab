import { signInPath } from "../../components/account/entrance_path.ts";
import { roomPath } from "../../protocol/paths.ts";
import type { Account } from "../../protocol/entities.ts";
import type { RequestContext } from "../define.ts";
import { localPath } from "./local_path.ts";

/** Where somebody wants to go once they are in. */
export function destination(wish: unknown): string {
  return localPath(wish) ?? roomPath("general");
}

/** Leads somebody whom nobody knows to where they come in, and from there on to what they asked for. */
export function askWho(ctx: RequestContext): Response {
  const { guests } = ctx.state.config;
  return ctx.redirect(signInPath(guests ? "/" : "/login", ctx.url.pathname), 303);
}

/** Who asks, if they have an account; null for guests, too. */
export function member({ state }: RequestContext): Account | null {
  const account = state.identity?.account;
  return account && account.role !== "guest" ? account : null;
}

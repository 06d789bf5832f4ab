/** One way a connection ends. `reconnect`: whether the client should come back by itself. */
export interface CloseCode {
  code: number;
  name: string;
  reconnect: boolean;
}

/** The one table of close codes (docs/PROTOCOL.md). */
export const CLOSE = {
  normal: { code: 1000, name: "normal", reconnect: false },
  /** The server drains: come back after a random delay, so that not all come at once. */
  goingAway: { code: 1001, name: "going away", reconnect: true },
  policy: { code: 1008, name: "policy", reconnect: false },
  tooBig: { code: 1009, name: "frame too big", reconnect: true },
  /** A reader too slow to keep up: come back and resume by version. */
  tryAgainLater: { code: 1013, name: "try again later", reconnect: true },
  signedOut: { code: 4001, name: "signed out", reconnect: false },
  banned: { code: 4003, name: "banned", reconnect: false },
  flooding: { code: 4029, name: "flooding", reconnect: false },
} as const satisfies Record<string, CloseCode>;

const finalCodes: ReadonlySet<number> = new Set(
  Object.values(CLOSE).filter((close) => !close.reconnect).map((close) => close.code),
);

/** Whether a client should reconnect after this code. Codes outside the table (1005, 1006, a
 *  proxy's own) are accidents of the network, so yes. */
export function shouldReconnect(code: number): boolean {
  return !finalCodes.has(code);
}

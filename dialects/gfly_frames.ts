import { z } from "zod";

/** The frames of gFly's chat: an envelope around an action. */

export const ACTIONS = [
  "send_message",
  "switch_channel",
  "list_channels",
  "create_channel",
  "user_auth",
] as const;
export type Action = (typeof ACTIONS)[number];

const channelId = z.string().min(1).max(256);

/** What each action must have. Not strict: the seed's clients send more than is needed, which is ignored. */
const DATA = {
  send_message: z.object({
    message: z.object({
      id: z.string().optional(),
      content: z.object({ text: z.string() }),
    }),
  }),
  switch_channel: z.object({ channel_id: channelId }),
  list_channels: z.unknown(),
  create_channel: z.object({
    channel_id: channelId.optional(),
    name: z.string().max(256).optional(),
  })
    .refine((data) => (data.channel_id ?? data.name) !== undefined, "needs a channel_id or a name"),
  user_auth: z.object({ username: z.string().max(256), password: z.string().max(1_024) }),
} as const satisfies Record<Action, z.ZodType>;

export type ActionData = { [Name in Action]: z.infer<(typeof DATA)[Name]> };

/** A frame in the envelope: what it asks for, and in which channel if it says so. */
export interface ActionFrame {
  type: string;
  data: unknown;
  channel: string | undefined;
}

/** Reads a frame that is a JSON object with a string at action.type; null when it is not one. Never throws.
 *  @param onlyKnown whether only the actions that gFly has count */
export function readAction(
  frame: string,
  { onlyKnown }: { onlyKnown: boolean },
): ActionFrame | null {
  if (!/^\s*\{/.test(frame)) return null;
  let value: { action?: { type?: unknown; data?: unknown }; channel?: { id?: unknown } } | null;
  try {
    value = JSON.parse(frame);
  } catch {
    return null;
  }
  const type = value?.action?.type;
  if (typeof type !== "string" || (onlyKnown && !isAction(type))) return null;
  const id = value?.channel?.id;
  return {
    type,
    data: value?.action?.data,
    channel: typeof id === "string" && id !== "" ? id : undefined,
  };
}

export function isAction(type: string): type is Action {
  return (ACTIONS as readonly string[]).includes(type);
}

/** Checks an action's data: gives it back as it is typed, or says what is wrong with it. */
export function parseData<Name extends Action>(
  action: Name,
  data: unknown,
): { ok: true; data: ActionData[Name] } | { ok: false; message: string } {
  const parsed = DATA[action].safeParse(data);
  if (parsed.success) return { ok: true, data: parsed.data as ActionData[Name] };
  const issue = parsed.error.issues[0]!;
  const field = ["data", ...issue.path].join(".");
  return { ok: false, message: `Bad ${action}: ${field}: ${issue.message}` };
}

/** A frame to a peer.
 *  @param at in milliseconds since the epoch */
export function writeAction(type: string, channel: string, data: unknown, at: number): string {
  return JSON.stringify({
    metadata: { version: "1.0", timestamp: new Date(at).toISOString() },
    channel: { id: channel, type: "group" },
    action: { type, data },
  });
}

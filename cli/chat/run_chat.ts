import { LocalChat } from "../../client/chat.ts";
import type { Seed } from "../../client/types.ts";
import type { Connector } from "../connection/connector.ts";
import type { ExitCode } from "../exit.ts";
import type { Style } from "../style.ts";
import { ChatScreen } from "./chat_screen.ts";
import { terminalBrowser } from "./terminal_browser.ts";

/** Talks in a terminal until the person leaves. The logic is the browser's own ({@link LocalChat}); what a page has in
 *  its HTML is asked for on the first connection.
 *  @throws {Failure} when it cannot be begun */
export async function runChat(
  connector: Connector,
  { room, style }: { room: string; style: Style },
): Promise<ExitCode> {
  const { me, welcome } = await connector.enter();
  const { rooms } = await connector.ask<"room.list">("room.list", {});
  const joined = await connector.ask<"room.join">("room.join", { room });
  const { room: info, users: people, manager } = joined;
  const seed: Seed = { me, rooms, room: info, page: joined, people, manager };
  const chat = new LocalChat(seed, terminalBrowser(room, () => connector.open()));
  chat.start();
  try {
    const refusal = () => connector.refusal;
    return await new ChatScreen({ chat, me, limits: welcome.limits, style, refusal }).run();
  } finally {
    chat.stop();
    await connector.leave();
  }
}

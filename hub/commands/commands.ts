import type { RequestType } from "../../protocol/requests.ts";
import { authCommands } from "./auth.ts";
import type { Commands } from "./context.ts";
import { directCommands } from "./direct.ts";
import { historyCommands } from "./history.ts";
import { joiningCommands } from "./joining.ts";
import { memberCommands } from "./members.ts";
import { messageCommands } from "./messages.ts";
import { peopleCommands } from "./people.ts";
import { readCommands } from "./reads.ts";
import { roomCommands } from "./rooms.ts";
import { typingCommands } from "./typing.ts";

/** What each request does. */
export const COMMANDS: Commands<RequestType> = {
  ...authCommands,
  ...roomCommands,
  ...memberCommands,
  ...directCommands,
  ...peopleCommands,
  ...joiningCommands,
  ...typingCommands,
  ...readCommands,
  ...messageCommands,
  ...historyCommands,
};

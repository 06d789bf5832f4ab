import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { LocalChat } from "../../../client/chat.ts";
import type { Message } from "../../../protocol/entities.ts";
import { unread } from "../support/chat_view.ts";
import { ANN, BOB, CY } from "../support/log_model.ts";
import { TestServer } from "../support/test_server.ts";
import { newProfile, type Profile, TestTab } from "../support/test_tab.ts";

/** Three devices of one person: whatever happens in any order, and whichever of them is cut off meanwhile, they show the
 *  same in the end, and that is what counting the log anew gives. */

const ROOMS = ["general", "news"];
const DEVICES = 3;

type Step =
  | { kind: "post" | "remove"; room: string; by: number; pick: number }
  | {
    kind: "open" | "say" | "unread" | "read" | "cut" | "back" | "reload";
    room: string;
    device: number;
    pick: number;
  }
  | { kind: "follow" | "look"; device: number; is: boolean }
  | { kind: "pass"; ms: number };

const room = fc.constantFrom(...ROOMS);
const device = fc.nat(DEVICES - 1);
const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("post"), room, by: fc.nat(1), pick }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("remove"), room, by: fc.nat(1), pick }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constantFrom("open", "say", "unread", "read", "cut", "back", "reload"),
      room,
      device,
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("follow", "look"), device, is: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass"), ms: fc.constantFrom(50, 600) }) },
) as fc.Arbitrary<Step>;

/** What the browsers of one person show. */
interface Devices {
  profiles: Profile[];
  tabs: TestTab[];
  chats: LocalChat[];
}

async function take(server: TestServer, { profiles, tabs, chats }: Devices, step: Step) {
  switch (step.kind) {
    case "post":
      return void await server.post([BOB, CY][step.by]!, undefined, step.room);
    case "remove": {
      const author = [BOB, CY][step.by]!;
      const theirs = (await server.log(step.room))
        .filter(({ user, deletedAt }) => user.id === author.id && deletedAt === undefined);
      const message = theirs[step.pick % theirs.length];
      return message && void await server.remove(author, message.seq, step.room);
    }
    case "open":
      return chats[step.device]!.open(step.room);
    case "say":
      return chats[step.device]!.room.value.send({ text: "mine" });
    case "unread": {
      const state = chats[step.device]!.room.value;
      const { messages } = state.timeline.value;
      const message = messages[step.pick % messages.length];
      return message && state.markUnread(message.seq);
    }
    case "read":
      return chats[step.device]!.room.value.markRead();
    case "follow":
      return chats[step.device]!.room.value.setFollowing(step.is);
    case "look":
      tabs[step.device]!.visible = step.is;
      return step.is ? tabs[step.device]!.events.woke() : undefined;
    case "cut":
      return tabs[step.device]!.disconnect();
    case "back":
      return chats[step.device]!.reconnectNow();
    case "reload": {
      const { visible } = tabs[step.device]!;
      const open = chats[step.device]!.room.value.id;
      tabs[step.device]!.crash(chats[step.device]!);
      const tab = tabs[step.device] = new TestTab(server, { profile: profiles[step.device] });
      tab.visible = visible;
      return void (chats[step.device] = await tab.open(open));
    }
    case "pass":
      return await server.pass(step.ms);
  }
}

function recount(log: Message[], seq: number): number {
  return log.filter((message) =>
    message.seq > seq && message.user.id !== ANN.id && message.deletedAt === undefined
  ).length;
}

Deno.test("three devices show the same in the end, which is what the log says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      await using server = await TestServer.open({ rooms: ["news"] });
      const profiles = Array.from({ length: DEVICES }, () => newProfile());
      const tabs = profiles.map((profile) => new TestTab(server, { profile }));
      const chats: LocalChat[] = [];
      for (const tab of tabs) chats.push(await tab.open("news"));
      // In front of nobody's eyes: what comes is unread until somebody looks.
      for (const chat of chats.slice(1)) chat.open("general");
      for (const tab of tabs) tab.visible = false;
      await server.settle();
      for (const each of steps) {
        await take(server, { profiles, tabs, chats }, each);
        await server.settle();
      }
      for (const chat of chats) chat.reconnectNow();
      await server.pass(3_000);
      for (const id of ROOMS) {
        const log = await server.log(id);
        const mark = (await server.hub.listing.marksOf(ANN, [id])).get(id);
        const expected = mark ? recount(log, mark.seq) : 0;
        assertEquals(chats.map((chat) => unread(chat, id)), [expected, expected, expected], id);
        assertEquals(mark?.unread ?? 0, expected, "the server's own count");
      }
      for (const chat of chats) chat.stop();
    }),
    { numRuns: 40 },
  );
});

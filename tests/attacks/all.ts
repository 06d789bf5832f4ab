import type { Attack } from "./attack.ts";
import { anonymousPosts } from "./scenarios/anonymous_posts.ts";
import { badLines } from "./scenarios/bad_lines.ts";
import { claimedName } from "./scenarios/claimed_name.ts";
import { comeOnline } from "./scenarios/come_online.ts";
import { descriptors } from "./scenarios/descriptors.ts";
import { foreignHost } from "./scenarios/foreign_host.ts";
import { privateRooms } from "./scenarios/private_rooms.ts";
import { refusedUpgrades } from "./scenarios/refused_upgrades.ts";
import { roomFlood } from "./scenarios/room_flood.ts";
import { signIns } from "./scenarios/sign_ins.ts";
import { typists } from "./scenarios/typists.ts";
import { unansweredCloses } from "./scenarios/unanswered_closes.ts";
import { unfinishedFrames } from "./scenarios/unfinished_frames.ts";
import { waitingUpgrades } from "./scenarios/waiting_upgrades.ts";

/** Every way that was ever found. */
export const ATTACKS: Attack[] = [
  unansweredCloses,
  descriptors,
  unfinishedFrames,
  badLines,
  typists(400),
  typists(800),
  typists(5_000),
  comeOnline,
  roomFlood,
  anonymousPosts,
  signIns,
  refusedUpgrades,
  waitingUpgrades,
  claimedName,
  privateRooms,
  foreignHost,
];

import { assert, assertEquals } from "@std/assert";
import { renderToString } from "preact-render-to-string";
import { PeoplePanel, type PeoplePanelProps } from "../../../components/people/PeoplePanel.tsx";
import type { RoomPerson, User } from "../../../protocol/entities.ts";

const ADA: User = { id: "u_1", name: "Ada", role: "guest" };
const OTHER_ADA: User = { id: "u_2", name: "ada", role: "guest" };
const BO: User = { id: "u_3", name: "Bo" };
const AWAY: RoomPerson = { ...BO, online: false };

const show = (props: Partial<PeoplePanelProps>) =>
  renderToString(
    <PeoplePanel
      me="u_2"
      online={[]}
      offline={null}
      counts={{ online: props.online?.length ?? 0, people: props.online?.length ?? 0 }}
      {...props}
    />,
  );

Deno.test("those who are online stand first, with a dot, then those who are not, each with how many they are", () => {
  const html = show({
    online: [ADA],
    offline: [AWAY],
    counts: { online: 12, people: 48 },
  });
  const [online, offline] = html.split('aria-label="Offline"') as [string, string];
  assert(online.includes(">Ada<") && !online.includes(">Bo<"), html);
  assert(offline.includes(">Bo<") && !offline.includes(">Ada<"), html);
  assertEquals([online, offline].map((part) => part.match(/class="dot"/g)?.length ?? 0), [1, 0]);
  const counts = [...html.matchAll(/class="side-count">([^<]*)/g)].map(([, count]) => count);
  assertEquals(counts, ["48", "12", "36"]);
});

Deno.test("only many people are searched, and the rest is a button away", () => {
  const has = (text: string, props: Partial<PeoplePanelProps>) => show(props).includes(text);
  assertEquals(has("Find a person", { counts: { online: 1, people: 20 } }), false);
  assertEquals(has("Find a person", { counts: { online: 1, people: 21 } }), true);
  assertEquals(has("Show more people", {}), false);
  assertEquals(has("Show more people", { onMore: () => {} }), true);
});

Deno.test("a room that was never loaded does not say that nobody is there", () => {
  const html = show({ counts: null });
  assert(html.includes("known again once there is a connection"), html);
  assert(!/online/i.test(html), html);
});

Deno.test("roles other than a member's are marked, and two guests of one name told apart", () => {
  const online: User[] = [
    ADA,
    OTHER_ADA,
    BO,
    { id: "u_4", name: "Cy", role: "admin" },
    { id: "u_5", name: "Di", role: "owner" },
    { id: "u_6", name: "Eve" },
  ];
  const html = show({ online, managers: new Set(["u_3", "u_5"]) });
  const notes = [...html.matchAll(/class="side-note">([^<]+)/g)].map(([, note]) => note);
  assertEquals(notes, ["guest", "you", "manager", "admin", "owner"]);
  const tags = [...html.matchAll(/class="name-tag">(#\d{3})</g)].map(([, tag]) => tag);
  assertEquals([tags.length, new Set(tags).size], [2, 2]);
});

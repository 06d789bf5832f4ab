import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { NAME_CHARACTERS, TITLE_CHARACTERS, TOPIC_CHARACTERS } from "../../protocol/limits.ts";
import { parseName, parseTitle, parseTopic } from "../../protocol/name.ts";
import { browserTest, type Stage, type Visitor } from "../support/browser.ts";
import { SocketPeer } from "../support/socket_peer.ts";
import { type Hostile, labels, MESSAGES } from "./hostile_corpus.ts";
import { watch } from "./hostile_watch.ts";

/** Fewer than a page of history has, so that all of a room's messages are in the page. */
const ROOM_MESSAGES = 45;

/** With two requests a room, a peer makes so many before it has to wait. */
const PEER_ROOMS = 45;

/** Of those who are named in a hostile way every so many leaves for good, since each is a line of the log to wait for. */
const LEAVING_EVERY = 5;

/** The corpus in portions for one room each. */
function portions(): Hostile[][] {
  const count = Math.ceil(MESSAGES.length / ROOM_MESSAGES);
  return Array.from(
    { length: count },
    (_, i) => MESSAGES.slice(i * ROOM_MESSAGES, (i + 1) * ROOM_MESSAGES),
  );
}

/** Waits until the log shows these texts, in this order. */
async function untilShown(page: Page, expected: string[]): Promise<void> {
  const texts = page.getByRole("log").locator(".message-text");
  await page.waitForFunction(
    ([count, last]) => {
      const texts = document.querySelectorAll(".message-text");
      return texts.length === count && texts[texts.length - 1]!.textContent === last;
    },
    [expected.length, expected.at(-1)!] as const,
  );
  assertEquals(await texts.allTextContents(), expected);
}

/** A guest of that name, on the wire. Whoever is kept comes into a room for good, and that is told in its log. */
async function guestOnTheWire({ server }: Stage, name: string): Promise<SocketPeer> {
  const { status, headers, body } = await fetch(server.url, {
    method: "POST",
    redirect: "manual",
    headers: { origin: server.url },
    body: new URLSearchParams({ name }),
  });
  await body?.cancel();
  assertEquals(status, 303, name);
  const cookie = headers.getSetCookie()[0]!.split(";")[0]!;
  return await SocketPeer.connect(server.socketUrl, { headers: { cookie, origin: server.url } });
}

/** Somebody with an account, on the wire; `visitor` came in as one. */
async function onTheWire({ server }: Stage, { context }: Visitor): Promise<SocketPeer> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  return await SocketPeer.connect(server.socketUrl, { headers: { cookie } });
}

browserTest(
  "no message runs, loads or becomes an element: on the page, as it arrives, and once it is edited",
  async (stage) => {
    const { server, visitor } = stage;
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const { page } = await visitor("Ada");
    const ada = await watch(page, server.url);
    const { page: plainPage } = await visitor("Bo", { scripts: false });
    for (const [i, portion] of portions().entries()) {
      const room = `hostile-${i}`;
      await grace.must({ type: "room.create", id: room });
      await page.goto(`${server.url}/rooms/${room}`);
      for (const [n, { text }] of portion.entries()) await grace.say(text, `m${n}`, room);
      const shown = portion.map(({ shown }) => shown);
      await untilShown(page, shown);
      await ada.assertCalm();

      await page.reload();
      await untilShown(page, shown);
      await plainPage.goto(`${server.url}/rooms/${room}`);
      assertEquals(await plainPage.locator(".message-text").allTextContents(), shown);
      await ada.assertCalm();

      const turned = [...portion.slice(1), portion[0]!];
      for (const [n, { text }] of turned.entries()) {
        await grace.must({ type: "message.edit", room, seq: n + 1, text });
      }
      await untilShown(page, turned.map(({ shown }) => shown));
      await ada.assertCalm();
      await ada.assertFits();
    }
    await grace.close();
  },
);

browserTest(
  "no name runs or becomes an element: among people, in notices, over messages and in one's own menu",
  async (stage) => {
    const { server, visitor } = stage;
    const nameless = await SocketPeer.connect(server.socketUrl);
    const own = "<img src=x onerror=alert(1)>";
    const { page } = await visitor(own);
    const ada = await watch(page, server.url);
    const names = new Set<string>();
    const peers: SocketPeer[] = [];
    for (const wish of [...labels(NAME_CHARACTERS), "مريم العربية", "דָּוִד", "-->'\"<b>"]) {
      const parsed = parseName(wish);
      if (!parsed.ok) {
        const reply = await nameless.ask({ type: "auth", name: wish });
        assertEquals(reply.ok ? reply.user!.name : reply.error.code, "name_invalid");
        continue;
      }
      if (names.has(parsed.name)) continue;
      names.add(parsed.name);
      const peer = await guestOnTheWire(stage, wish);
      peers.push(peer);
      await peer.join();
      await peer.say(`I am no. ${names.size}`);
    }
    assert(names.size >= 50, `${names.size} names`);
    await page.getByText(`I am no. ${names.size}`, { exact: true }).waitFor();
    const people = page.getByRole("complementary", { name: "People" }).locator("bdi");
    const look = async () => {
      await people.nth(names.size).waitFor();
      const authors = await page.locator(".message-author").allTextContents();
      assertEquals(authors, [...names].slice(-authors.length));
      assertEquals((await people.allTextContents()).sort(), [...names, own].sort());
      assertEquals(await page.locator(".rooms .side-foot bdi").textContent(), own);
      await ada.assertCalm();
    };
    await look();
    await page.reload();
    await page.getByText(`I am no. ${names.size}`, { exact: true }).waitFor();
    await look();
    const staying = peers.pop()!;
    for (const [i, peer] of peers.entries()) {
      if (i % LEAVING_EVERY !== 0) continue;
      await peer.must({ type: "room.leave", room: "general", forGood: true });
      await page.waitForFunction(
        (text) =>
          [...document.querySelectorAll(".notice")].some(({ textContent }) => textContent === text),
        `${[...names][i]} left`,
      );
      // A message in between, and the next one who leaves has a line of their own.
      await staying.say(`${i} is gone`);
    }
    await ada.assertCalm();
    assertEquals(await page.locator(".notice *").count(), 0);
    await ada.assertFits();
    for (const peer of [nameless, staying, ...peers]) await peer.close();
  },
);

interface LabelledRoom {
  id: string;
  title: string;
  topic: string;
}

/** Makes a room for each title, if titles may be so.
 *  @param from the number of the first */
async function makeRooms(
  peer: SocketPeer,
  from: number,
  titles: string[],
): Promise<LabelledRoom[]> {
  const topics = labels(TOPIC_CHARACTERS).slice(from);
  const rooms: LabelledRoom[] = [];
  for (const [i, wish] of titles.entries()) {
    const [title, topic] = [parseTitle(wish), parseTopic(topics[i]!)];
    const id = `r${from + i}`;
    await peer.must({ type: "room.create", id });
    const reply = await peer.ask({ type: "room.update", room: id, title: wish, topic: topics[i] });
    assertEquals(reply.ok ? "ok" : reply.error.code, title.ok && topic.ok ? "ok" : "bad_message");
    if (title.ok && topic.ok) rooms.push({ id, title: title.name, topic: topic.name });
  }
  return rooms;
}

browserTest(
  "no title and no topic runs or becomes an element: in the list, over the room and of the window",
  async (stage) => {
    const { server, visitor } = stage;
    const member = await visitor("Max", { as: "member" });
    const { page } = await visitor("Ada");
    const ada = await watch(page, server.url);
    const { page: plainPage } = await visitor("Bo", { scripts: false });
    const rooms: LabelledRoom[] = [];
    const titles = labels(TITLE_CHARACTERS);
    for (let from = 0; from < titles.length; from += PEER_ROOMS) {
      const max = await onTheWire(stage, member);
      rooms.push(...await makeRooms(max, from, titles.slice(from, from + PEER_ROOMS)));
      await max.close();
    }
    assert(rooms.length >= 50, `${rooms.length} rooms`);
    const list = page.getByRole("navigation", { name: "Rooms" });
    const link = (id: string) => list.locator(`a[href="/rooms/${id}"]`);
    for (const { id, title, topic } of rooms) {
      // The list shows no more than the first ones, and the open one.
      await page.evaluate((path) => {
        history.pushState(null, "", path);
        dispatchEvent(new PopStateEvent("popstate"));
      }, `/rooms/${id}`);
      await page.getByRole("heading", { level: 1 }).getByText(title, { exact: true }).waitFor();
      assertEquals(await link(id).locator("bdi").textContent(), title);
      assertEquals(await page.locator(".room-topic").textContent(), topic);
      assertEquals(await page.title(), `${title} · Confab`);
      await plainPage.goto(`${server.url}/rooms/${id}`);
      assertEquals(await plainPage.locator("h1").textContent(), title);
      assertEquals(await plainPage.locator(".room-topic").textContent(), topic);
      assertEquals(await plainPage.title(), `${title} · Confab`);
    }
    await ada.assertCalm();
    await page.reload();
    await page.getByRole("log").waitFor();
    await ada.assertCalm();
    await ada.assertFits();
    const listed: string[] = [];
    for (const which of [1, 2]) {
      await page.goto(`${server.url}/rooms?page=${which}`);
      listed.push(...await page.getByRole("rowheader").locator("bdi").allTextContents());
    }
    assertEquals(rooms.filter(({ title }) => !listed.includes(title)), []);
    await ada.assertCalm();
  },
);

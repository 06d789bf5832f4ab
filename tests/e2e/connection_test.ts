import { assert, assertEquals } from "@std/assert";
import { browserTest, findRoom, untilLive } from "../support/browser.ts";
import { ServerProcess } from "../support/server_process.ts";
import { SocketPeer } from "../support/socket_peer.ts";

browserTest(
  "a killed server is come back to, history is there, and what was typed meanwhile is sent once",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada");
    const box = ada.page.getByRole("textbox", { name: "Message General" });
    await box.fill("before");
    await ada.page.keyboard.press("Enter");
    await ada.page.locator("article[data-state=sent], article:not([data-state])")
      .filter({ hasText: "before" }).waitFor();

    await server.stop("SIGKILL");
    await ada.page.getByRole("status").getByText(/Reconnecting|Connecting/).waitFor();
    for (const text of ["meanwhile 1", "meanwhile 2"]) {
      await box.fill(text);
      await ada.page.keyboard.press("Enter");
      await ada.page.getByRole("article").filter({ hasText: text }).waitFor();
    }

    await using again = await ServerProcess.start({ dataDir: server.dataDir, port: server.port });
    await untilLive(ada.page);
    const reader = await SocketPeer.connect(again.socketUrl, { name: "Grace" });
    await reader.join();
    await reader.inbox.next("reply", (reply) => reply.ok && reply.messages !== undefined);
    const texts = async () =>
      (await reader.must({ type: "history.page", room: "general" })).messages!.map((m) => m.text);
    while ((await texts()).length < 3) await reader.inbox.next("message");
    assertEquals(await texts(), ["before", "meanwhile 1", "meanwhile 2"]);
    const shown = await ada.page.getByRole("article").allTextContents();
    assertEquals(shown.filter((text) => text.includes("meanwhile")).length, 2);
    await ada.page.getByRole("status").getByText("Reconnecting").waitFor({ state: "detached" });
    await reader.close();
    ada.trouble.length = 0;
  },
);

browserTest(
  "offline is said, nothing typed is lost, and being back is noticed at once",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada");
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.join();
    await ada.context.setOffline(true);
    const box = ada.page.getByRole("textbox", { name: "Message General" });
    await box.fill("from a tunnel");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("article").filter({ hasText: "from a tunnel" }).waitFor();
    await grace.say("said while you were away");
    await ada.context.setOffline(false);
    await ada.page.getByText("said while you were away").waitFor();
    const heard = await grace.inbox.next("message", ({ message }) => message.user.name === "Ada");
    assertEquals(heard.message.text, "from a tunnel");
    await grace.close();
    ada.trouble.length = 0;
  },
);

browserTest(
  "who has gone offline is told within a second, in one line, when a message waits",
  async ({ visitor }) => {
    const ada = await visitor("Ada");
    const { page } = ada;
    const box = page.getByRole("textbox", { name: "Message General" });
    const line = page.getByRole("status").filter({ hasText: "offline" });
    const tookMs: number[] = [];
    // A busy machine may be slow once.
    for (let attempt = 0; attempt < 3 && !tookMs.some((ms) => ms <= 1_000); attempt++) {
      await box.fill("from a tunnel");
      const told = await page.evaluateHandle(() => {
        const offline = new Promise((done) => addEventListener("offline", done, { once: true }));
        const line = document.querySelector(".connection")!;
        return {
          within: offline.then(async () => {
            const since = performance.now();
            const passed = () => performance.now() - since;
            while (line.textContent === "" && passed() < 5_000) {
              await new Promise(requestAnimationFrame);
            }
            return passed();
          }),
        };
      });
      await ada.context.setOffline(true);
      await page.keyboard.press("Enter");
      tookMs.push(await told.evaluate(({ within }) => within));
      await line.waitFor();
      await ada.context.setOffline(false);
      await line.waitFor({ state: "detached" });
      await page.locator(".message-wait").waitFor({ state: "detached" });
    }
    assert(Math.min(...tookMs) <= 1_000, `told after ${tookMs.map(Math.round)} ms`);
    ada.trouble.length = 0;
  },
);

browserTest(
  "a room that was never loaded says so without a connection, and comes with it",
  async ({ server, visitor }) => {
    const grace = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    await grace.must({ type: "room.create", id: "lab", title: "Lab" });
    await grace.say("found in the lab", "m1", "lab");
    const ada = await visitor("Ada");
    const { page } = ada;
    // They are in it, but this page has not opened it.
    await findRoom(page, "Lab");
    await page.goto(`${server.url}/rooms/general`);
    await untilLive(page);
    await ada.context.setOffline(true);
    await page.getByRole("status").getByText("You are offline").waitFor();
    await page.getByRole("link", { name: "Lab" }).click();
    const log = page.getByRole("log", { name: "Messages in Lab" });
    await log.getByText("This room is not loaded yet").waitFor();
    assertEquals(await page.locator(".skeleton").count(), 0);
    assertEquals(await page.getByRole("button", { name: /\d online/ }).count(), 0);
    await page.getByText("Who is here is known again once there is a connection.").waitFor();
    // One can write in it all the same.
    await page.getByRole("textbox", { name: "Message Lab" }).fill("for later");
    await page.keyboard.press("Enter");
    await log.getByText("for later").waitFor();
    await ada.context.setOffline(false);
    await log.getByText("found in the lab").waitFor();
    await log.getByText("This room is not loaded yet").waitFor({ state: "detached" });
    await page.getByRole("button", { name: /\d online/ }).filter({ visible: true }).waitFor();
    await grace.close();
    ada.trouble.length = 0;
  },
);

browserTest(
  "what was typed while the server was away survives a reload of the tab",
  async ({ server, visitor }) => {
    const ada = await visitor("Ada");
    await ada.page.evaluate(() => navigator.serviceWorker?.getRegistrations());
    await server.stop("SIGKILL");
    const box = ada.page.getByRole("textbox", { name: "Message General" });
    await box.fill("kept in the browser");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("article").filter({ hasText: "kept in the browser" }).waitFor();
    await using again = await ServerProcess.start({ dataDir: server.dataDir, port: server.port });
    // The tab may be faster than the reload; either way it must be there once.
    await ada.page.reload();
    await untilLive(ada.page);
    await ada.page.getByRole("article").filter({ hasText: "kept in the browser" }).waitFor();
    const reader = await SocketPeer.connect(again.socketUrl, { name: "Grace" });
    await reader.join();
    const { messages } = await reader.must({ type: "history.page", room: "general" });
    if (messages!.length === 0) await reader.inbox.next("message");
    const after = await reader.must({ type: "history.page", room: "general" });
    assertEquals(after.messages!.map((message) => message.text), ["kept in the browser"]);
    await reader.close();
    ada.trouble.length = 0;
  },
);

browserTest(
  "what a page of an earlier version has left unsent is sent, with what was refused still refused",
  async ({ server, visitor }) => {
    const { page, trouble } = await visitor("Ada");
    await page.getByRole("textbox", { name: "Message General" }).fill("by whom");
    // Of this server, and keeps nothing open; it has no icon, which the browser asks for all the same.
    await page.goto(`${server.url}/health`);
    await page.evaluate(async () => {
      const key = Object.keys(localStorage).find((one) => one.startsWith("confab.draft."))!;
      localStorage.removeItem(key);
      const user = key.split(".")[2];
      const done = (request: IDBRequest) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      await done(indexedDB.deleteDatabase("confab-outbox"));
      const opening = indexedDB.open("confab-outbox", 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("entries", { keyPath: ["user", "id"] })
          .createIndex("user", "user");
      };
      await done(opening);
      const entries = opening.result.transaction("entries", "readwrite").objectStore("entries");
      const left = { user, room: "general", at: Date.now(), tab: "gone" };
      await done(entries.put({ ...left, id: "a", text: "left behind", failure: null, order: 1 }));
      const failure = "This message is too long.";
      await done(entries.put({ ...left, id: "b", text: "refused before", failure, order: 2 }));
      opening.result.close();
    });
    await page.goto(`${server.url}/rooms/general`);
    const article = (text: string) => page.getByRole("article").filter({ hasText: text });
    await article("left behind").and(page.locator(":not([data-state])")).waitFor();
    await article("refused before").getByText("This message is too long.").waitFor();
    const reader = await SocketPeer.connect(server.socketUrl, { name: "Grace" });
    const { messages } = await reader.must({ type: "history.page", room: "general" });
    assertEquals(messages!.map((message) => message.text), ["left behind"]);
    await reader.close();
    trouble.length = 0;
  },
);

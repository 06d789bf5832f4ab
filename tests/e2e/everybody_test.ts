import { assertEquals } from "@std/assert";
import { Pty } from "../cli/support/pty.ts";
import { browserTest } from "../support/browser.ts";
import { RawClient } from "../support/raw_client.ts";

/** A page like the one of gorilla's chat example, as somebody else's site serves it. */
const FOREIGN_PAGE = `<!doctype html><title>Chat</title><div id=log></div><input id=msg>
<script>
  const socket = new WebSocket(new URLSearchParams(location.search).get("chat"));
  socket.onmessage = ({ data }) => {
    for (const line of data.split("\\n")) {
      const item = document.createElement("div");
      item.textContent = line;
      log.append(item);
    }
  };
  msg.onchange = () => { socket.send(msg.value); msg.value = ""; };
</script>`;

const foreignSite = Deno.serve(
  { port: 0, onListen() {} },
  () => new Response(FOREIGN_PAGE, { headers: { "Content-Type": "text/html" } }),
);
const foreignUrl = `http://localhost:${foreignSite.addr.port}`;

browserTest(
  "the browser, the terminal and the clients of the three seeds talk in one room, each in its own form",
  async ({ server, browser, visitor }) => {
    const ada = await visitor("Ada");
    await using tina = await Pty.open([server.url, "--name", "Tina"]);
    await tina.until((lines) => lines.at(-1)?.startsWith("general ›") === true);
    const foreign = await browser.newPage();
    const chat = encodeURIComponent(`${server.socketUrl}?name=Paul`);
    await foreign.goto(`${foreignUrl}/?chat=${chat}`);
    const gina = await RawClient.open(`${server.socketUrl}?name=Gina`);
    gina.socket.send(JSON.stringify({ action: { type: "list_channels", data: {} } }));
    await gina.line((line) => line.includes("list_channels"));
    const eren = await RawClient.open(`${server.socketUrl}/general?username=Eren`);
    await eren.line((line) => line.includes("Eren joined the room"));

    await ada.page.getByRole("textbox", { name: /^Message / }).fill("from the browser");
    await ada.page.keyboard.press("Enter");
    tina.type("from the terminal\r");
    await foreign.locator("#msg").fill("from a foreign page");
    await foreign.keyboard.press("Enter");
    gina.socket.send(JSON.stringify({
      action: { type: "send_message", data: { message: { content: { text: "from gFly" } } } },
    }));
    eren.socket.send("from rooms");

    const said: [name: string, text: string][] = [
      ["Ada", "from the browser"],
      ["Tina", "from the terminal"],
      ["Paul", "from a foreign page"],
      ["Gina", "from gFly"],
      ["Eren", "from rooms"],
    ];
    for (const [name, text] of said) {
      const article = ada.page.getByRole("log").getByRole("article").filter({ hasText: text });
      await article.getByText(name, { exact: true }).waitFor();
      await tina.shows(`${name}  ${text}`);
      await foreign.locator("#log div", { hasText: text }).waitFor();
      const envelope = JSON.parse(await gina.line((line) => line.includes(`"${text}"`)));
      assertEquals(envelope.action.data.message.sender_name, name);
      const object = JSON.parse(await eren.line((line) => line.includes(`"${text}"`)));
      assertEquals([object.type, object.username], ["chat", name]);
    }
    const people = ada.page.getByRole("complementary", { name: "People" });
    for (const [name] of said) await people.getByText(name, { exact: true }).waitFor();
    await foreign.close();
    await Promise.all([gina.close(), eren.close()]);
  },
  { ALLOWED_ORIGINS: foreignUrl },
);

browserTest("a page of a site that is not allowed gets no socket", async ({ server, browser }) => {
  const foreign = await browser.newPage();
  await foreign.goto(foreignUrl);
  const code = await foreign.evaluate(
    (url) =>
      new Promise((resolve) => {
        new WebSocket(url).onclose = ({ code }) => resolve(code);
      }),
    server.socketUrl,
  );
  assertEquals(code, 1006);
  await foreign.close();
});

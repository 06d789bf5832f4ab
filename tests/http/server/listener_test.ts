import { assertEquals } from "@std/assert";
import { Listener } from "../../../http/server/listener.ts";
import type { Logger } from "../../../hub/ports/logger.ts";

Deno.test("a server that ends without being told to is started again, and that is logged", async () => {
  const { serve } = Deno;
  const again = Promise.withResolvers<void>();
  const logged: string[] = [];
  const endings = [
    () => Promise.resolve(),
    () => Promise.reject(new Error("too many files")),
    () => new Promise<void>(() => again.resolve()),
  ];
  const server = { addr: { hostname: "127.0.0.1", port: 1 }, shutdown: () => Promise.resolve() };
  Object.assign(Deno, { serve: () => ({ ...server, finished: endings.shift()!() }) });
  try {
    const logger = {
      error: (message: string, { error }: { error: string }) => logged.push(`${message}: ${error}`),
    };
    const options = {
      host: "127.0.0.1",
      port: 0,
      hosts: { refuse: () => null },
      logger: logger as unknown as Logger,
      onListen() {},
    };
    const listener = new Listener(() => new Response(), options);
    await again.promise;
    await listener.stop();
  } finally {
    Object.assign(Deno, { serve });
  }
  assertEquals(logged, [
    "no connection can be taken: it ended",
    "no connection can be taken: too many files",
  ]);
});

Deno.test("a method that Fresh does not know is refused before Fresh is asked", async () => {
  let asked = 0;
  const answer = () => {
    asked += 1;
    return new Response();
  };
  const listening = Promise.withResolvers<Deno.NetAddr>();
  const logger = {} as Logger;
  const listener = new Listener(answer, {
    host: "127.0.0.1",
    port: 0,
    hosts: { refuse: () => null },
    logger,
    onListen: listening.resolve,
  });
  const { port } = await listening.promise;
  const ask = async (method: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method });
    await response.body?.cancel();
    return response.status;
  };
  assertEquals([await ask("PROPFIND"), await ask("BREW"), asked], [405, 405, 0]);
  assertEquals([await ask("DELETE"), asked], [200, 1]);
  await listener.stop();
});

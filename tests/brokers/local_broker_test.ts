import { LocalBroker } from "../../brokers/local_broker.ts";
import { brokerContract } from "./contract.ts";

brokerContract((sentence, run) => Deno.test(`local: ${sentence}`, run), () => {
  const broker = new LocalBroker();
  return Promise.resolve({
    one: broker,
    other: broker,
    [Symbol.asyncDispose]: () => broker.close(),
  });
});

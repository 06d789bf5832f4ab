import { LocalBroker } from "../../brokers/local_broker.ts";
import { brokerContract } from "./contract.ts";

brokerContract((sentence, run) => Deno.test(`local: ${sentence}`, run), () => {
  const errors: string[] = [];
  const broker = new LocalBroker({ error: (message) => void errors.push(message) });
  return Promise.resolve({
    one: broker,
    other: broker,
    errors,
    [Symbol.asyncDispose]: () => broker.close(),
  });
});

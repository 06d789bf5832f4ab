import { serveConnection, type Thread } from "../../store/sqlite/connection_thread.ts";

/** A store's thread that is none: it obeys in turns of the test's own event loop, each message in one of its own. Opening
 *  a store costs 20 ms instead of 80, and nearly every test opens one. */
export function startTurnsWorker(): Worker {
  const thread: Thread = { onmessage() {}, postMessage: (data) => answer(data) };
  const worker = { onmessage(_: { data: string }) {}, onerror: null, postMessage, terminate };
  let isOver = false;
  serveConnection(thread);
  return worker as unknown as Worker;

  function postMessage(data: string): void {
    setImmediate(() => isOver || thread.onmessage({ data }));
  }

  function answer(data: string): void {
    setImmediate(() => isOver || worker.onmessage({ data }));
  }

  function terminate(): void {
    isOver = true;
  }
}

import { type ServerOptions, ServerProcess } from "./server_process.ts";

/** One server for all tests of a file, from before the first until after the last. For tests that see nothing of what
 *  the others leave behind.
 *  @returns it, for the tests themselves to call */
export function sharedServer(options: ServerOptions = {}): () => ServerProcess {
  let server: ServerProcess | undefined;
  Deno.test.beforeAll(async () => {
    server = await ServerProcess.start(options);
  });
  Deno.test.afterAll(() => server?.[Symbol.asyncDispose]());
  return () => server!;
}

import { assertEquals, assertMatch } from "@std/assert";
import { openLogger, type ServerLogger } from "../../../http/server/server_logger.ts";

function linesOf(
  options: Parameters<typeof openLogger>[0],
  tell: (logger: ServerLogger) => void,
): string[] {
  const lines: string[] = [];
  tell(openLogger(options, (line) => lines.push(line)));
  return lines;
}

function tellAll(logger: ServerLogger): void {
  logger.debug("d");
  logger.info("i");
  logger.warn("w");
  logger.error("e");
}

Deno.test("what is less important than the level is left out", () => {
  const told = (level: "debug" | "info" | "warn" | "error") =>
    linesOf({ level, format: "json" }, tellAll).map((line) => JSON.parse(line).message).join("");
  assertEquals(["debug", "info", "warn", "error"].map((it) => told(it as "debug")), [
    "diwe",
    "iwe",
    "we",
    "e",
  ]);
});

Deno.test("an event is one line, whatever is in it, and moves no terminal", () => {
  const nasty = 'a\nb\r\x1b[2J\x9b2J\u2028\u202e\u2066"\\';
  const tell = (logger: ServerLogger) =>
    logger.warn("page failed", { error: nasty, none: undefined });
  const [json] = linesOf({ level: "info", format: "json" }, tell);
  assertEquals(JSON.parse(json!).error, nasty);
  const [pretty] = linesOf({ level: "info", format: "pretty" }, tell);
  assertMatch(pretty!, /^\S+Z warn page failed error=".*" none=null$/);
  for (const line of [json!, pretty!]) assertMatch(line, /^[\x20-\x7e]*$/);
});

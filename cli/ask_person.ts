import { EXIT, Failure } from "./exit.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Asks on the terminal, on standard error so that standard output stays clean. The terminal does the editing.
 *  @throws {Failure} when the answer is called off (Ctrl+D) */
export async function askLine(question: string): Promise<string> {
  show(question);
  const line = await readChunk();
  return line.replace(/[\r\n]+$/, "");
}

/** Asks for a password: nothing of it is shown.
 *  @throws {Failure} when the answer is called off (Ctrl+C, Ctrl+D) */
export async function askSecret(question: string): Promise<string> {
  let secret = "";
  // Before the question: what is typed at once would be shown otherwise.
  Deno.stdin.setRaw(true);
  try {
    show(question);
    for (;;) {
      for (const character of await readChunk()) {
        if (character === "\r" || character === "\n") return secret;
        if (character === "\x03" || character === "\x04") throw calledOff();
        if (character === "\x7f" || character === "\b") secret = [...secret].slice(0, -1).join("");
        else if (character === "\x15") secret = "";
        else secret += character;
      }
    }
  } finally {
    Deno.stdin.setRaw(false);
    show("\n");
  }
}

async function readChunk(): Promise<string> {
  const bytes = new Uint8Array(4_096);
  const count = await Deno.stdin.read(bytes);
  if (count === null) throw calledOff();
  return decoder.decode(bytes.subarray(0, count), { stream: true });
}

function show(text: string): void {
  Deno.stderr.writeSync(encoder.encode(text));
}

function calledOff(): Failure {
  return new Failure(EXIT.interrupted, "Called off");
}

/** The lines of a stream of UTF-8, without their "\n"; what follows the last one counts as a line unless it is empty. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let begun = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = chunk.split("\n");
    lines[0] = begun + lines[0];
    begun = lines.pop()!;
    yield* lines;
  }
  if (begun !== "") yield begun;
}

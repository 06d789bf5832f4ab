/** The answer to a request that is sent as it stands, over a connection of its own. */
export async function rawRequest(port: number, request: string): Promise<RawAnswer> {
  using connection = await Deno.connect({ port });
  await connection.write(new TextEncoder().encode(request));
  return await readAnswer(connection);
}

/** The head of an answer. */
export interface RawAnswer {
  status: number;
  headers: Headers;
}

/** @throws TypeError when the connection ends before an answer */
export async function readAnswer(connection: Deno.Conn): Promise<RawAnswer> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(16 * 1024);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const length = await connection.read(buffer);
    if (length === null) throw new TypeError(`The connection ended after "${text}"`);
    text += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  const [statusLine, ...fields] = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n");
  const headers = fields.map((field): [string, string] => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine!.split(" ")[1]), headers: new Headers(headers) };
}

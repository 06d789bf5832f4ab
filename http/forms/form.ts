import { HttpError } from "fresh";

/** Longest body of a form, in bytes: the longest field is a name of a few hundred. */
const FORM_BYTES = 16 * 1024;
/** Most pieces it may arrive in: for each, Deno takes a buffer of 64 KiB, however short the piece is. */
const FORM_PIECES = 256;
/** Longest a form may take to arrive, in milliseconds; else a trickle of bytes holds its connection forever. */
const FORM_MS = 10_000;

/** How browsers send a form without files, and we have none with. */
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;

/** The fields of a posted form.
 *  @throws HttpError 413 when the body is too long, 408 when it is not there in time, 400 when it is no form */
export async function readForm(request: Request, deadlineMs = FORM_MS): Promise<FormData> {
  const body = await readBody(request, AbortSignal.timeout(deadlineMs));
  const { headers } = request;
  if (!FORM_TYPE.test(headers.get("content-type") ?? "")) {
    throw new HttpError(400, "The request is not a form");
  }
  return await new Response(body, { headers }).formData();
}

/** Reads no further than the limit, whatever length the request claims to have. */
async function readBody(request: Request, deadline: AbortSignal): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    const body = request.body?.pipeThrough(new TransformStream(), { signal: deadline });
    for await (const chunk of body ?? []) {
      length += chunk.byteLength;
      if (length > FORM_BYTES || chunks.length === FORM_PIECES) {
        throw new HttpError(413, "The form is too long");
      }
      // A copy: the piece would keep its buffer.
      chunks.push(chunk.slice());
    }
  } catch (error) {
    if (error instanceof HttpError) throw error;
    if (deadline.aborted) throw new HttpError(408, "The form took too long to arrive");
    throw new HttpError(400, "The form did not arrive whole");
  }
  return new Blob(chunks);
}

/** What a form has in a field of text; "" when it has none. */
export function textField(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

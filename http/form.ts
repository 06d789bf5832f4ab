import { HttpError } from "fresh";

/** Longest body of a form, in bytes: the longest field is a name of a few hundred. */
const FORM_BYTES = 16 * 1024;

/** The fields of a posted form.
 *  @throws HttpError 413 when the body is too long, 400 when it is no form */
export async function readForm(request: Request): Promise<FormData> {
  const body = await readBody(request);
  try {
    return await new Response(body, { headers: request.headers }).formData();
  } catch {
    throw new HttpError(400, "The request is not a form");
  }
}

/** Reads no further than the limit, whatever length the request claims to have. */
async function readBody(request: Request): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > FORM_BYTES) throw new HttpError(413, "The form is too long");
    chunks.push(chunk);
  }
  return new Blob(chunks);
}

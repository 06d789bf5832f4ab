/** Whether a secret that somebody shows is the one they must know, without how long it takes telling how much is right. */
export async function isSameSecret(shown: string, known: string): Promise<boolean> {
  const [a, b] = await Promise.all([hashOf(shown), hashOf(known)]);
  return a.reduce((differs, byte, i) => differs | byte ^ b[i]!, 0) === 0;
}

async function hashOf(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

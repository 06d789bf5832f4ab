/** A browser without scripts: follows no redirect by itself and keeps one cookie. */
export class PlainBrowser {
  cookie = "";
  constructor(public origin: string) {}

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(this.origin + path, {
      redirect: "manual",
      headers: { accept: "text/html", cookie: this.cookie, ...headers },
    });
  }

  async post(
    path: string,
    fields: Record<string, string>,
    origin = this.origin,
  ): Promise<Response> {
    const response = await fetch(this.origin + path, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: this.cookie, origin },
      body: new URLSearchParams(fields),
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.cookie = cookie.split(";")[0]!;
    await response.body?.cancel();
    return response;
  }

  async join(name: string): Promise<Response> {
    return await this.post("/", { name });
  }
}

/** What a browser without scripts shows: a page, or where it is sent. */
export interface Shown {
  status: number;
  /** Where it is sent, as a path of the site; null when it stays. */
  location: string | null;
  html: string;
  headers: Headers;
}

/** A browser without scripts: follows no redirect by itself and keeps one cookie. */
export class PlainBrowser {
  cookie = "";
  readonly #agent: string;
  readonly #client: Deno.HttpClient | undefined;

  constructor(
    public origin: string,
    { agent = "", client }: { agent?: string; client?: Deno.HttpClient } = {},
  ) {
    this.#agent = agent;
    this.#client = client;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(this.origin + path, {
      redirect: "manual",
      headers: { accept: "text/html", ...this.#headers(), ...headers },
      client: this.#client,
    });
  }

  /** The page at a path. */
  async open(path: string): Promise<Shown> {
    return await shown(await this.get(path));
  }

  async post(
    path: string,
    fields: Fields,
    origin = this.origin,
  ): Promise<Response> {
    const response = await this.#post(path, fields, origin);
    await response.body?.cancel();
    return response;
  }

  /** Sends a form, and reads what is answered. */
  async submit(path: string, fields: Fields): Promise<Shown> {
    return await shown(await this.#post(path, fields, this.origin));
  }

  async join(name: string): Promise<Response> {
    return await this.post("/", { name });
  }

  async #post(path: string, fields: Fields, origin: string): Promise<Response> {
    const pairs = Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((each) => [name, each])
    );
    const response = await fetch(this.origin + path, {
      method: "POST",
      redirect: "manual",
      headers: { ...this.#headers(), origin },
      body: new URLSearchParams(pairs),
      client: this.#client,
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.cookie = cookie.split(";")[0]!;
    return response;
  }

  #headers(): Record<string, string> {
    return this.#agent === ""
      ? { cookie: this.cookie }
      : { cookie: this.cookie, "user-agent": this.#agent };
  }
}

type Fields = Record<string, string | string[]>;

async function shown(response: Response): Promise<Shown> {
  const { status, headers } = response;
  return { status, headers, location: headers.get("location"), html: await response.text() };
}

import { assertEquals } from "@std/assert";

/** Which folder may import which; what is not listed may import only itself and packages. */
const ALLOWED: Record<string, string[]> = {
  protocol: [],
  "hub/ports": ["protocol"],
  hub: ["hub/ports", "protocol"],
  brokers: ["hub/ports", "postgres"],
  dialects: ["hub/ports", "protocol"],
  accounts: ["hub/ports", "protocol"],
  postgres: ["hub/ports"],
  store: ["accounts/ports.ts", "hub/ports", "postgres", "protocol"],
  client: ["protocol"],
  components: ["protocol"],
  styles: ["components"],
  islands: ["bundles", "client", "components", "protocol"],
  bundles: ["client", "components", "islands"],
  http: ["config.ts", "accounts", "hub", "components", "protocol"],
  routes: [
    "http",
    "accounts",
    "hub",
    "dialects",
    "islands",
    "components",
    "client/types.ts",
    "protocol",
  ],
  cli: ["client", "protocol", "deno.json"],
  "cli/backup.ts": ["cli/data_folder.ts", "http", "store"],
  "cli/restore.ts": ["cli/data_folder.ts", "http", "store"],
  "cli/data_folder.ts": ["config.ts", "http"],
  "cli/migrate.ts": ["brokers", "config.ts", "http", "store"],
  "cli/new_epoch.ts": ["config.ts", "http", "store"],
  "cli/export.ts": ["config.ts", "cli", "http", "store"],
  "cli/import.ts": ["config.ts", "cli", "http", "store"],
  "cli/transfer_progress.ts": ["store/transfer"],
  "cli/reset_owner.ts": [
    "config.ts",
    "accounts",
    "brokers",
    "http",
    "hub",
    "store",
    "protocol",
  ],
  "config.ts": ["machine.ts", "permissions.ts", "postgres/settings.ts", "protocol"],
  "machine.ts": [],
  "permissions.ts": ["machine.ts", "postgres/settings.ts"],
  "main.ts": ["config.ts", "machine.ts", "http", "accounts", "brokers", "hub", "store", "protocol"],
};

/** Packages a folder may use; folders not listed may use any of the app's. */
const PACKAGES: Record<string, string[]> = {
  protocol: ["zod", "unhomoglyph/data.json"],
  accounts: ["@zxcvbn-ts/language-common"],
  hub: [],
  "hub/ports": [],
  brokers: ["@redis/client"],
  dialects: ["zod"],
  postgres: ["pg"],
  store: [],
  client: ["@preact/signals", "preact/hooks"],
  cli: ["@preact/signals", "string-width", "wrap-ansi"],
};

/** Packages that would make the browser's bundle too big. */
const SERVER_ONLY = ["zod", "unhomoglyph/data.json", "@zxcvbn-ts/language-common"];

/** Ways in that nobody may import. */
const ENTRIES = [
  "main.ts",
  "dev.ts",
  "cli/main.ts",
  "cli/backup.ts",
  "cli/restore.ts",
  "cli/migrate.ts",
  "cli/new_epoch.ts",
  "cli/export.ts",
  "cli/import.ts",
  "cli/reset_owner.ts",
];

interface Import {
  from: string;
  specifier: string;
  /** A path in this project, or null for a package. */
  to: string | null;
  typeOnly: boolean;
}

const root = new URL("..", import.meta.url).href;
const imports = await readImports();

Deno.test("every folder imports only what its place in the design allows", () => {
  const forbidden = imports.filter(({ from, to }) => {
    if (to === null) return false;
    const place = placeOf(from);
    const may = ALLOWED[place];
    if (!may) return false;
    return placeOf(to) !== place &&
      !may.some((allowed) => to === allowed || to.startsWith(`${allowed}/`));
  });
  assertEquals(forbidden.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("the inner folders use no package but the ones they are allowed", () => {
  const forbidden = imports.filter(({ from, specifier, to }) => {
    const may = PACKAGES[placeOf(from)];
    return may !== undefined && to === null && !specifier.startsWith("node:") &&
      !may.includes(specifier);
  });
  assertEquals(forbidden.map(({ from, specifier }) => `${from} → ${specifier}`), []);
});

Deno.test("only accounts, the terminal client and the store use node's modules", () => {
  const users = imports.filter(({ specifier }) => specifier.startsWith("node:"))
    .map(({ from }) => placeOf(from));
  assertEquals([...new Set(users)].sort(), ["accounts", "cli", "store"]);
});

Deno.test("the hub, accounts, the protocol and the browser's folders never touch Deno", async () => {
  const users: string[] = [];
  for (
    const folder of [
      "protocol",
      "hub",
      "brokers",
      "accounts",
      "dialects",
      "client",
      "components",
      "islands",
    ]
  ) {
    for (const path of await sources(folder)) {
      const code = await Deno.readTextFile(new URL(path, root));
      if (/\bDeno\./.test(code)) users.push(path);
    }
  }
  assertEquals(users, []);
});

Deno.test("nobody imports a way in", () => {
  const found = imports.filter(({ to }) => to !== null && ENTRIES.includes(to));
  // The dev server needs the app; Fresh asks for exactly this import.
  assertEquals(found.map(({ from }) => from).filter((from) => from !== "dev.ts"), []);
});

Deno.test("what is too big for it stays out of the browser", () => {
  const seen = new Set<string>();
  const open = imports.filter(({ from }) => placeOf(from) === "islands").map(({ from }) => from);
  const leaks: string[] = [];
  while (open.length > 0) {
    const from = open.pop()!;
    if (seen.has(from)) continue;
    seen.add(from);
    for (const it of imports.filter((it) => it.from === from && !it.typeOnly)) {
      if (SERVER_ONLY.includes(it.specifier)) leaks.push(`${from} → ${it.specifier}`);
      if (it.to !== null) open.push(it.to);
    }
  }
  assertEquals(leaks, []);
});

/** Imports all islands, which import it: the cycle makes one file of them. */
const SHARED_CHUNK = "bundles/shared_chunk.ts";

Deno.test("there are no cycles of imports but the one that the bundler is given", () => {
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(path: string, trail: string[]): void {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
      return;
    }
    if (done.has(path)) return;
    done.add(path);
    for (const { from, to } of imports) {
      if (from === path && to !== null && to !== SHARED_CHUNK) visit(to, [...trail, path]);
    }
  }
  for (const { from } of imports) visit(from, []);
  assertEquals(cycles, []);
});

/** Every import of the app's own modules, as Deno resolves it. */
async function readImports(): Promise<Import[]> {
  const entries = [
    "main.ts",
    "dev.ts",
    ...(await Promise.all(
      Object.keys(ALLOWED).filter((place) => !place.endsWith(".ts"))
        .map(sources),
    )).flat(),
  ];
  const found = new Map<string, Import>();
  // One process for all: `deno info` takes one root, so a module that imports every entry is its root.
  const rootModule = await Deno.makeTempFile({ suffix: ".ts" });
  const lines = entries.map((path) => `import ${JSON.stringify(new URL(path, root).href)};`);
  await Deno.writeTextFile(rootModule, lines.join("\n"));
  const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--config", new URL("deno.json", root).pathname, rootModule],
  }).output();
  await Deno.remove(rootModule);
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: {
      specifier: string;
      dependencies?: {
        specifier: string;
        code?: { specifier?: string };
        type?: { specifier?: string };
      }[];
    }[];
  };
  for (const module of modules) {
    const from = ownPath(module.specifier);
    if (from === null) continue;
    for (const { specifier, code, type } of module.dependencies ?? []) {
      const target = code?.specifier ?? type?.specifier ?? specifier;
      const to = ownPath(target);
      const typeOnly = code === undefined;
      found.set(`${from} ${specifier}`, { from, specifier, to, typeOnly });
    }
  }
  return [...found.values()];
}

/** A module's path in the app; null for packages, among them the stand-ins in links/. */
function ownPath(specifier: string): string | null {
  if (!specifier.startsWith(root)) return null;
  const path = decodeURIComponent(specifier.slice(root.length));
  return path.startsWith("links/") ? null : path;
}

/** "hub/rooms/room.ts" → "hub"; a file or folder with a rule of its own is its own place, a file of the root, too. */
function placeOf(path: string): string {
  const parts = path.split("/");
  for (let length = parts.length; length > 1; length--) {
    const place = parts.slice(0, length).join("/");
    if (place in ALLOWED) return place;
  }
  return parts[0]!;
}

async function sources(folder: string): Promise<string[]> {
  const found: string[] = [];
  async function walk(path: string): Promise<void> {
    for await (const entry of Deno.readDir(new URL(path, root))) {
      if (entry.isDirectory) await walk(`${path}/${entry.name}`);
      else if (/\.tsx?$/.test(entry.name)) found.push(`${path}/${entry.name}`);
    }
  }
  await walk(folder);
  return found.sort();
}

import { assert, assertEquals } from "@std/assert";
import { isInstalled } from "../support/programs.ts";

const folder = new URL("../../deploy/", import.meta.url);

Deno.test({
  name: "Caddy takes the configuration for several servers",
  ignore: !isInstalled("caddy"),
  async fn() {
    const { success, stderr } = await new Deno.Command("caddy", {
      args: ["validate", "--adapter", "caddyfile", "--config", "Caddyfile.instances"],
      cwd: folder,
    }).output();
    assert(success, new TextDecoder().decode(stderr));
  },
});

Deno.test("the servers that Caddy sends people to are those that run beside it", async () => {
  const read = (name: string) => Deno.readTextFile(new URL(name, folder));
  const [caddyfile, compose] = await Promise.all([
    read("Caddyfile.instances"),
    read("compose.yaml"),
  ]);
  const upstreams = /\{\$UPSTREAMS:([^}]+)\}/.exec(caddyfile)![1]!.split(" ");
  const servers = [...compose.matchAll(/^ {2}(\w+): \*server$/gm)].map(([, name]) => name!);
  assertEquals(upstreams, servers.map((name) => `${name}:8000`));
  assertEquals(/ALLOWED_HOSTS: (\S+)/.exec(compose)![1]!.split(","), servers);
});

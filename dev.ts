/**
 * `dev.ts build` writes the production build to _fresh/; `dev.ts` serves from source and reloads pages.
 * @module
 */
import { Builder } from "fresh/dev";
import { readConfig } from "./config.ts";
import { exitOver } from "./http/server/lifecycle.ts";
import { writeStyles } from "./styles/write_styles.ts";

await writeStyles();
const builder = new Builder();
if (Deno.args.includes("build")) {
  await builder.build();
} else {
  const { host, port } = await Promise.try(readConfig, Deno.env.toObject()).catch(exitOver);
  await builder.listen(() => import("./main.ts"), { hostname: host, port });
}

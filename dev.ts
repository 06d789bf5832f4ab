/**
 * `dev.ts build` writes the production build to _fresh/; `dev.ts` serves from source and reloads pages.
 * @module
 */
import { Builder } from "fresh/dev";

const builder = new Builder();
if (Deno.args.includes("build")) {
  await builder.build();
} else {
  await builder.listen(() => import("./main.ts"), {
    hostname: Deno.env.get("HOST") || "127.0.0.1",
    port: Number(Deno.env.get("PORT") || 8000),
  });
}

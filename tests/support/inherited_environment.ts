/** What a program needs of its surroundings to run at all. */
const INHERITED = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR"];

/** What of our own environment a program under test is given, so that a developer's PORT, CONFAB_NAME or NO_COLOR
 *  changes no test. */
export function inheritedEnvironment(): Record<string, string> {
  const variables = INHERITED.map((name) => [name, Deno.env.get(name)]);
  return Object.fromEntries(variables.filter(([, value]) => value !== undefined));
}

const routes = new URL("../../../routes/", import.meta.url);

/** The path of every route that there is, with its parameters as `[name]`: a new route is attacked at once. */
export async function routePatterns(folder = ""): Promise<string[]> {
  const patterns: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, routes))) {
    if (/^[_(]/.test(name)) continue;
    if (isDirectory) patterns.push(...await routePatterns(`${folder}${name}/`));
    else patterns.push(`/${folder}${name}`.replace(/\.tsx?$/, "").replace(/\/index$/, "") || "/");
  }
  return patterns.sort();
}

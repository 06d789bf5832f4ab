/** Prints where a Chromium is, unpacked from an npm package: for machines that have none installed.
 *  A project of its own, since Deno fetches all that a lock file names: these 60 MB are not for those who
 *  only want to start the server. */

// Makes the package unpack the libraries and fonts that a bare machine lacks, too.
Deno.env.set("AWS_LAMBDA_JS_RUNTIME", "nodejs22.x");
const { default: chromium } = await import("@sparticuz/chromium");
const executablePath = await chromium.executablePath();
const libraryPath = Deno.env.get("LD_LIBRARY_PATH");
const fontsPath = Deno.env.get("FONTCONFIG_PATH");
console.log(JSON.stringify({ executablePath, libraryPath, fontsPath }));

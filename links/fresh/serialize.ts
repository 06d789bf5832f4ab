/** How island props travel. Fresh can send signals and JSX too; the stand-in refuses by name. */
import { isValidElement } from "preact";

/** The props as JSON. Throws TypeError for what would not come out of JSON as it went in. */
export function serializeProps(island: string, props: object): string {
  const odd = findOdd("", props, false);
  if (odd === null) return JSON.stringify(props);
  throw new TypeError(`Island ${island} can't be sent its prop "${odd}": it isn't plain data`);
}

/** The key of the first value that would not come out of JSON as it went in; null when all would. */
function findOdd(key: string, value: unknown, isInArray: boolean): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : key;
  if (value === undefined) return isInArray ? key : null;
  if (typeof value !== "object" || isValidElement(value)) return key;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== Array.prototype) return key;
  for (const inner in value) {
    const odd = findOdd(inner, value[inner as keyof typeof value], Array.isArray(value));
    if (odd !== null) return odd;
  }
  return null;
}

/** Makes JSON fit between single quotes in a script: it ends neither the string nor the element. */
export function escapeScript(json: string): string {
  return json.replace(/[\\']/g, "\\$&").replace(/[<>\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

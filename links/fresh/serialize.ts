/** How island props travel. Fresh can send signals and JSX too; the stand-in refuses by name. */
import { isValidElement } from "preact";

/** The props as JSON. Throws TypeError for what would not come out of JSON as it went in. */
export function serializeProps(island: string, props: object): string {
  return JSON.stringify(props, function (key) {
    const value = this[key]; // as it was before `toJSON`
    if (survivesJson(value, Array.isArray(this))) return value;
    throw new TypeError(`Island ${island} can't be sent its prop "${key}": it isn't plain data`);
  });
}

function survivesJson(value: unknown, isInArray: boolean): boolean {
  if (value === undefined) return !isInArray;
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (isValidElement(value)) return false;
  return [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(value));
}

/** Makes JSON fit between single quotes in a script: it ends neither the string nor the element. */
export function escapeScript(json: string): string {
  return json.replace(/[\\']/g, "\\$&").replace(/[<>\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** How island props travel. Fresh can send signals and JSX too; the stand-in refuses by name. */

/** The props as JSON. Throws TypeError for what would not come out of JSON as it went in. */
export function serializeProps(island: string, props: object): string {
  const members = Object.entries(props).filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const json = JSON.stringify(value, function (key, value) {
        const problem = problemWith(this[key], Array.isArray(this));
        if (!problem) return value;
        throw new TypeError(`Island ${island} can't be sent its prop "${name}": it has ${problem}`);
      });
      return `${JSON.stringify(name)}:${json}`;
    });
  return `{${members}}`;
}

function problemWith(value: unknown, isElement: boolean): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : String(value);
  if (value === undefined) return isElement ? "undefined in an array" : null;
  if (typeof value !== "object") return `a ${typeof value}`;
  // Preact tells a vnode from data by its constructor, which is undefined.
  if (value.constructor === undefined && "props" in value) return "JSX";
  const prototype = Object.getPrototypeOf(value);
  const isData = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  return isData ? null : `an instance of ${value.constructor.name}`;
}

/** Makes JSON fit between single quotes in a script: it ends neither the string nor the element. */
export function escapeScript(json: string): string {
  return json.replace(/[\\']/g, "\\$&").replace(/[<>\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** What a person does at the keyboard. */
export type TypedKey =
  /** Characters typed, or pasted where the terminal does not say so. Without control characters. */
  | { kind: "text"; text: string }
  /** Pasted, as the terminal tells with bracketed paste. Line breaks are as they came. */
  | { kind: "paste"; text: string }
  | { kind: "press"; name: KeyName };

/** What a terminal sends. */
export type Key =
  | TypedKey
  /** The terminal's answer to the question where the cursor is: the columns to its left. */
  | { kind: "cursor"; column: number };

export type KeyName =
  | "enter"
  | "newline"
  | "tab"
  | "escape"
  | "backspace"
  | "delete"
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "up"
  | "down"
  | "home"
  | "end"
  | "page-up"
  | "page-down"
  | "delete-word"
  | "delete-to-start"
  | "delete-to-end"
  | "interrupt"
  | "end-of-input"
  | "redraw";

const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";
/** ESC [ parameters, intermediates, one final character (ECMA-48). */
// deno-lint-ignore no-control-regex -- terminals begin every key with it
const CSI = /^\x1b\[([0-?]*)[ -/]*([@-~])/;
/** What may become a CSI sequence or a longer key with the next chunk. */
// deno-lint-ignore no-control-regex -- see CSI
const UNFINISHED = /^\x1b(?:\[[0-?]*[ -/]*|O)?$/;

const CONTROLS: Record<string, KeyName> = {
  "\r": "enter",
  "\n": "newline",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x01": "home",
  "\x02": "left",
  "\x03": "interrupt",
  "\x04": "end-of-input",
  "\x05": "end",
  "\x06": "right",
  "\x0b": "delete-to-end",
  "\x0c": "redraw",
  "\x0e": "down",
  "\x10": "up",
  "\x15": "delete-to-start",
  "\x17": "delete-word",
};

/** The final character of CSI and SS3 keys. */
const FINALS: Record<string, KeyName> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  M: "enter",
};

/** The first parameter of CSI … ~ keys. */
const NUMBERED: Record<string, KeyName> = {
  1: "home",
  3: "delete",
  4: "end",
  5: "page-up",
  6: "page-down",
  7: "home",
  8: "end",
};

/** After ESC: what Alt makes of a key. */
const ALTERED: Record<string, KeyName> = {
  "\r": "newline",
  "\n": "newline",
  "\x7f": "delete-word",
  "\b": "delete-word",
  b: "word-left",
  f: "word-right",
};

/** Reads keys from what a terminal sends. `node:readline` decodes keys too, but in Deno it does not know the marks
 *  of a paste, and would send a pasted text line by line. */
export class KeyDecoder {
  #rest = "";
  #isPasting = false;

  /** Whether the beginning of a key waits for its end: if nothing follows soon, it was Escape. */
  get isUnfinished(): boolean {
    return this.#rest !== "" && !this.#isPasting;
  }

  /** The keys of one chunk, in order. */
  push(chunk: string): Key[] {
    this.#rest += chunk;
    const keys: Key[] = [];
    for (let key = this.#next(); key !== undefined; key = this.#next()) if (key) keys.push(key);
    return keys;
  }

  /** Nothing has followed: takes what is there for what it is. */
  flush(): Key[] {
    if (!this.isUnfinished) return [];
    this.#rest = "";
    return [{ kind: "press", name: "escape" }];
  }

  /** Null: something that is no key we know. Undefined: nothing more for now. */
  #next(): Key | null | undefined {
    if (this.#isPasting) return this.#paste();
    if (this.#rest === "") return undefined;
    if (this.#rest.startsWith(PASTE_START)) {
      this.#take(PASTE_START.length);
      this.#isPasting = true;
      return null;
    }
    if (this.#rest[0] === "\x1b") return this.#escape();
    // deno-lint-ignore no-control-regex -- they are the keys
    const text = /^[^\0-\x1f\x7f-\x9f]+/.exec(this.#rest)?.[0];
    if (text !== undefined) return { kind: "text", text: this.#take(text.length) };
    return press(CONTROLS[this.#take(1)]);
  }

  #paste(): Key | undefined {
    const end = this.#rest.indexOf(PASTE_END);
    if (end < 0) return undefined;
    this.#isPasting = false;
    const text = this.#take(end);
    this.#take(PASTE_END.length);
    return { kind: "paste", text };
  }

  #escape(): Key | null | undefined {
    if (UNFINISHED.test(this.#rest)) return undefined;
    const sequence = CSI.exec(this.#rest);
    if (sequence) {
      const [all, parameters = "", final = ""] = sequence;
      this.#take(all.length);
      const report = final === "R" ? /^\d+;(\d+)$/.exec(parameters) : null;
      if (report) return { kind: "cursor", column: Number(report[1]) - 1 };
      return press(csiKey(parameters.split(";"), final));
    }
    if (this.#rest[1] === "O") return press(FINALS[this.#take(3)[2]!]);
    if (this.#rest[1] === "\x1b") {
      this.#take(1);
      return press("escape");
    }
    return press(ALTERED[this.#take(2)[1]!]);
  }

  #take(length: number): string {
    const taken = this.#rest.slice(0, length);
    this.#rest = this.#rest.slice(length);
    return taken;
  }
}

function csiKey([first = "", second = "", third = ""]: string[], final: string) {
  // How terminals tell Enter with a modifier: xterm's modifyOtherKeys, and the kitty protocol.
  if (final === "~" && first === "27" && third === "13") return "newline";
  if (final === "u" && first === "13") return second === "" ? "enter" : "newline";
  const name = final === "~" ? NUMBERED[first] : FINALS[final];
  // Any modifier but Shift makes the arrows go by words.
  const isByWord = Number(second) > 2;
  if (isByWord && name === "left") return "word-left";
  if (isByWord && name === "right") return "word-right";
  return name;
}

function press(name: KeyName | undefined): Key | null {
  return name ? { kind: "press", name } : null;
}

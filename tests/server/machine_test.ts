import { assert, assertEquals } from "@std/assert";
import { machineArguments, machineFrom, readMachine } from "../../machine.ts";

Deno.test("what the machine lets the server have gets there by arguments", () => {
  const machine = { openFiles: 256, memoryBytes: 1_000_000_000 };
  assertEquals(machineFrom(machineArguments(machine)), machine);
  assertEquals(machineFrom(["--open-files=300", "other"]).openFiles, 300);
  assertEquals(machineArguments({ openFiles: null, memoryBytes: null }), []);
});

Deno.test({
  name: "Linux says how many files may be open and how much memory there is",
  ignore: Deno.build.os !== "linux",
  fn() {
    const { openFiles, memoryBytes } = readMachine();
    const { total } = Deno.systemMemoryInfo();
    assert(openFiles === null || openFiles > 50, `${openFiles} files`);
    assert(memoryBytes !== null && memoryBytes > 0 && memoryBytes <= total, `${memoryBytes} bytes`);
  },
});

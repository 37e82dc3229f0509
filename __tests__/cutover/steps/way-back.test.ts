import { describe, expect, it } from "vitest";
import { wayBack } from "../../../cutover/steps/way-back";
import type { EntityControl } from "../../../cutover/control/control";
import { entityControl } from "../control/entity-control";

function back(changes: Partial<EntityControl>): string {
  return wayBack({ control: entityControl(changes), processes: [] }).command.join(" ");
}

describe("the way back", () => {
  it.each<[string, Partial<EntityControl>, string]>([
    ["old", { phase: "old" }, "cutover end --entity notes"],
    ["dual", { phase: "dual" }, "cutover back --entity notes"],
    ["follow", { mode: "follow", phase: "follow" }, "cutover back --entity notes"],
    ["shadow", { phase: "shadow" }, "cutover back --entity notes"],
    ["shadow with a percentage", { phase: "shadow", percent: 1 }, "cutover percent 0 --entity notes"],
    ["new", { phase: "new" }, "cutover back --entity notes"],
    ["new-only", { phase: "new-only" }, "cutover back --entity notes"],
    [
      "a freeze",
      { phase: "shadow", percent: 1, freeze: { to: "new", by: "x", maxMilliseconds: 2000 } },
      "cutover flip --thaw --entity notes",
    ],
  ])("from %s", (_name, changes, expected) => {
    expect(back(changes)).toBe(expected);
  });

  it("asks for the number of processes if it is a flip", () => {
    const { add } = wayBack({ control: entityControl({ phase: "new" }), processes: [] });
    expect(add).toBe(
      "--expect-processes <number>: how many processes of the application you run (0 report now)",
    );
  });
});

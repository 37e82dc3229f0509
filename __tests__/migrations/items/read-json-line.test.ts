import { describe, expect, it } from "vitest";
import { readJsonLine } from "../../../migrations/items/json-line";
import { readRejectLine, rejectText } from "../../../migrations/run-store/reject-text";

describe("readJsonLine", () => {
  const numberOf = (json: unknown) => (typeof json === "number" ? json : undefined);

  it.each([
    ["a line of the shape", "12", 12],
    ["a line of another shape", '"12"', undefined],
    ["an incomplete line", '{"a":1', undefined],
    ["an empty line", "", undefined],
    ["NUL bytes", "\0\0\0", undefined],
  ])("reads %s", (_what, line, value) => {
    expect(readJsonLine(line, numberOf)).toBe(value);
  });

  it("passes on an error of the shape's own code", () => {
    const broken = (): never => {
      throw new Error("defect");
    };
    expect(() => readJsonLine("1", broken)).toThrow("defect");
  });
});

describe("readRejectLine", () => {
  const reject = {
    entity: "user",
    row: 3,
    code: "empty-key",
    message: "id is empty",
    value: { a: "\u2028" },
  };

  it("reads what rejectText wrote", () => {
    expect(readRejectLine(rejectText(reject).trimEnd())).toEqual(reject);
  });

  it.each(["null", "7", "[]", '{"row":3}', rejectText(reject).slice(0, -3)])(
    "reads %j as no reject",
    (line) => {
      expect(readRejectLine(line)).toBeUndefined();
    },
  );
});

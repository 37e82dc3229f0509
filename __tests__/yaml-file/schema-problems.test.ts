import { describe, expect, it } from "vitest";
import { z } from "zod";
import { FileError, LocatedDocument, nearMiss, problemsOf } from "../../yaml-file";

const schema = z.strictObject({
  name: z.string().min(3),
  size: z
    .union([z.number(), z.strictObject({ min: z.int(), max: z.int() })], {
      error: "must be a number or a range",
    })
    .optional(),
  mode: z.enum(["overwrite", "skip"]).optional(),
  tables: z.record(z.string(), z.strictObject({ partitionKey: z.string() })).optional(),
});

/** The lines that a person is shown for a file. */
function linesFor(text: string): string[] {
  const document = LocatedDocument.parse("f.yaml", text);
  return new FileError(document.report(problemsOf(schema, document.value))).message.split("\n");
}

describe("problems of a file", () => {
  it("are none when it fits", () => {
    expect(problemsOf(schema, { name: "abc", tables: { a: { partitionKey: "x" } } })).toEqual([]);
  });

  it("name an unknown key with the near miss, at the key", () => {
    expect(linesFor("name: abc\ntables:\n  users:\n    partitionKey: x\n    paritionKey: y\n")).toEqual([
      'f.yaml:5:5 tables.users.paritionKey: unknown key; did you mean "partitionKey"?',
    ]);
  });

  it("list the known keys when none is near", () => {
    expect(linesFor("name: abc\nzzz: 1\n")).toEqual([
      "f.yaml:2:1 zzz: unknown key; known here: name, size, mode, tables",
    ]);
  });

  it.each([
    { written: "paritionKey", hint: '; did you mean "partitionKey"?' },
    { written: "Too", hint: '; did you mean "to"?' },
    { written: "X", hint: "" },
    { written: "environment", hint: "" },
  ])("hint at a near miss of $written, if it is one", ({ written, hint }) => {
    expect(nearMiss(written, ["partitionKey", "to", "S"])).toBe(hint);
  });

  it("come all at once, in the file's order", () => {
    expect(linesFor("name: 7\nmode: overwrit\ntables: []\n")).toEqual([
      "f.yaml:1:7 name: must be a string, got 7",
      'f.yaml:2:7 mode: must be one of "overwrite", "skip", got "overwrit"; did you mean "overwrite"?',
      "f.yaml:3:9 tables: must be a mapping, got a list of 0",
    ]);
  });

  it("point at the nearest ancestor of what is missing", () => {
    expect(linesFor("name: abc\ntables:\n  users: {}\n")).toEqual([
      "f.yaml:3:10 tables.users.partitionKey: is missing; expected a string",
    ]);
  });

  it("speak of the alternative of a union that was meant", () => {
    expect(linesFor("name: abc\nsize: { min: 1, max: 2.5 }\n")).toEqual([
      "f.yaml:2:22 size.max: must be a whole number, got 2.5",
    ]);
  });

  it("speak of the union as a whole when no alternative fits", () => {
    expect(linesFor("name: abc\nsize: big\n")).toEqual([
      'f.yaml:2:7 size: must be a number or a range, got "big"',
    ]);
  });

  it("follow aliases to where the value was written", () => {
    expect(linesFor("name: abc\ntables:\n  a: &k { partitionKey: 1 }\n  b: *k\n")).toEqual([
      "f.yaml:3:25 tables.a.partitionKey: must be a string, got 1",
      "f.yaml:3:25 tables.b.partitionKey: must be a string, got 1",
    ]);
  });

  it("are syntax errors when it is not YAML", () => {
    expect(() => LocatedDocument.parse("f.yaml", "a: [1\nb: 2\n")).toThrow(/^f\.yaml:2:\d+ not valid YAML: /);
  });

  it("are syntax errors when a key stands twice", () => {
    expect(() => LocatedDocument.parse("f.yaml", "a: 1\na: 2\n")).toThrow(
      "f.yaml:2:1 not valid YAML: Map keys must be unique",
    );
  });
});

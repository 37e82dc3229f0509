import { describe, expect, it } from "vitest";
import { parseCheckpoint } from "../../../migrations/run-store/checkpoint-schema";
import { sampleCheckpoint, settledUpTo } from "./sample-checkpoint";

/** A checkpoint with one member replaced, as it comes from a file. */
function changed(path: readonly string[], value: unknown): unknown {
  const checkpoint = JSON.parse(JSON.stringify(sampleCheckpoint())) as Record<string, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((part, name) => part[name] as Record<string, unknown>, checkpoint);
  parent[path.at(-1) as string] = value;
  return checkpoint;
}

describe("parseCheckpoint", () => {
  it("takes what a run has saved", () => {
    expect(parseCheckpoint(JSON.parse(JSON.stringify(sampleCheckpoint())), "forum-1")).toEqual(
      sampleCheckpoint(),
    );
  });

  it.each([
    [["target"], undefined, "target"],
    [["target"], null, "target"],
    [["target", "tables"], null, "target.tables"],
    [["target", "tables", "users"], 1, "target.tables.users"],
    [["state"], "done", "state"],
    [["options"], null, "options"],
    [["entities"], null, "entities"],
    [["entities"], [], "entities"],
    [["entities", "user"], null, "entities.user"],
    [["entities", "user", "settledUpTo"], "x", "entities.user.settledUpTo"],
    [["entities", "user", "settledUpTo"], 1e9, "entities.user.rows must equal settledUpTo (1000000000)"],
    [["entities", "user", "settledUpTo"], -1, "entities.user.settledUpTo"],
    [["entities", "user", "settledUpTo"], 1.5, "entities.user.settledUpTo"],
    [
      ["entities", "user", "written"],
      11,
      "entities.user.read must be written + skipped + rejected (11), got 10",
    ],
    [["entities", "user", "keys"], 11, "entities.user.keys must be at most read (10), got 11"],
    [["entities", "user", "done"], "yes", "entities.user.done"],
    [["entities", "user", "position"], { row: 11, cursor: "" }, "entities.user.position"],
    [["startedAt"], "yesterday", "startedAt must be a date and time"],
    [["journal"], { entries: 1 }, "journal."],
  ])("refuses %j with %j, and names the member", (path, value, message) => {
    expect(() => parseCheckpoint(changed(path, value), "forum-1")).toThrow(message);
  });

  it.each([
    [undefined, "nothing"],
    [0, "0"],
    [3, "3"],
    ["2", '"2"'],
  ])("refuses the format version %j", (version, got) => {
    expect(() => parseCheckpoint(changed(["formatVersion"], version), "forum-1")).toThrow(
      `formatVersion must be 1 or 2, got ${got}`,
    );
  });

  it.each([
    [["entities", "user", "settledUpTo"], "x", 'entities.user.settledUpTo must be a number, got "x"'],
    [["entities", "user", "rejectedBy"], { a: "x" }, 'entities.user.rejectedBy.a must be a number, got "x"'],
    [["entities", "user", "rejectedBy"], null, "entities.user.rejectedBy must be an object, got null"],
    [
      ["entities", "user", "written"],
      11,
      "entities.user.read must be written + skipped + rejected (11), got 10",
    ],
    [["target", "tables", "users"], 1, "target.tables.users must be a string, got 1"],
    [
      ["options", "rate"],
      null,
      "options.rate must be a string, a number, true, false or a list of strings, got null",
    ],
    [["number"], 0, "number must be at least 1, got 0"],
  ])("says what was expected and what came once, for %j with %j", (path, value, message) => {
    const refused = () => parseCheckpoint(changed(path, value), "forum-1");
    expect(refused).toThrow(new Error(message));
  });

  it.each([
    [null, "null"],
    [[], "a list of 0"],
    ["x", '"x"'],
  ])("refuses %j, which is no object", (value, got) => {
    expect(() => parseCheckpoint(value, "forum-1")).toThrow(new Error(`it must be an object, got ${got}`));
  });

  it("refuses the checkpoint of another folder", () => {
    expect(() => parseCheckpoint(changed(["run"], "../../evil"), "forum-1")).toThrow(
      'run must be the name of its folder, "forum-1", got "../../evil"',
    );
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "keeps an entity that is called %s, and finds it only if it is there",
    (name) => {
      const text = JSON.stringify(sampleCheckpoint()).replace('"user":', `"${name}":`);
      const { entities } = parseCheckpoint(JSON.parse(text), "forum-1");
      expect(entities[name]).toEqual(settledUpTo(10));
      expect(parseCheckpoint(sampleCheckpoint(), "forum-1").entities[name]).toBeUndefined();
    },
  );
});

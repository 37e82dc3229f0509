import { describe, expect, it } from "vitest";
import { fromEnvironment } from "../../cutover/from-environment";
import { overrideProblem } from "../../cutover/read-override";
import { notesControl, testCutover } from "./memory/test-cutover";

const names = { percent: "DYNAMODB_MIGRATION_PCT", forceNew: "FORCE_DYNAMODB", forceOld: "FORCE_SQLITE" };

describe("fromEnvironment", () => {
  it("returns nothing if no variable is set", () => {
    expect(fromEnvironment(names, { FORCE_DYNAMODB: "false", FORCE_SQLITE: "" })).toBeUndefined();
  });

  it("reads the percentage", () => {
    expect(fromEnvironment(names, { DYNAMODB_MIGRATION_PCT: "12.5" })).toEqual({
      ...{ kind: "percent", percent: 12.5, source: "DYNAMODB_MIGRATION_PCT=12.5" },
    });
  });

  it.each([
    [{ FORCE_DYNAMODB: "true" }, "new"],
    [{ FORCE_SQLITE: "1", DYNAMODB_MIGRATION_PCT: "50" }, "old"],
    [{ CUTOVER_FORCE: "old", FORCE_DYNAMODB: "true" }, "old"],
  ])("lets a force win: %j reads %s", (environment, side) => {
    expect(fromEnvironment(names, environment)).toMatchObject({ kind: "force", side });
  });

  it("reads the forum's variable", () => {
    expect(fromEnvironment({ forceNew: "USE_DYNAMODB" }, { USE_DYNAMODB: "true" })).toMatchObject({
      side: "new",
    });
  });

  it.each([
    [{ DYNAMODB_MIGRATION_PCT: "101" }, /DYNAMODB_MIGRATION_PCT: expected a percentage from 0 to 100/],
    [{ DYNAMODB_MIGRATION_PCT: "ten" }, /got ten/],
    [{ FORCE_SQLITE: "maybe" }, /FORCE_SQLITE: expected true or false, got maybe/],
    [{ CUTOVER_FORCE: "both" }, /CUTOVER_FORCE: expected old or new, got both/],
    [{ FORCE_SQLITE: "true", FORCE_DYNAMODB: "true" }, /mutually exclusive/],
  ])("refuses %j", (environment, message) => {
    expect(() => fromEnvironment(names, environment)).toThrow(message);
  });
});

describe("an override of the environment", () => {
  it("reads all keys from the tables in shadow if it forces them", async () => {
    const test = await testCutover(
      { phase: "shadow" },
      { override: { kind: "force", side: "new", source: "FORCE_DYNAMODB=true" } },
    );
    await test.notes.put({ id: "a", text: "text", tags: [] });
    test.script.requests.length = 0;
    await test.notes.get("a");
    expect(test.script.requests).toEqual(["read new a"]);
    await test.close();
  });

  it("wins over the percentage of the control", async () => {
    const override = { kind: "percent", percent: 0, source: "DYNAMODB_MIGRATION_PCT=0" } as const;
    const test = await testCutover({ phase: "shadow", percent: 100 }, { override });
    test.script.requests.length = 0;
    await test.notes.get("a");
    expect(test.script.requests).toEqual(["read old a"]);
    await test.close();
  });

  it("is refused at start if it would change the authority, with the command that does", async () => {
    const override = { kind: "force", side: "old", source: "FORCE_SQLITE=true" } as const;
    await expect(testCutover({ phase: "new" }, { override })).rejects.toThrow(
      "FORCE_SQLITE=true would change the authority of notes: it is in phase new, where the tables are the authority. To return to the old store, run: dynamodb-migrate cutover flip --entity notes",
    );
  });

  it("is refused if it reads tables that are not complete", () => {
    const override = { kind: "force", side: "new", source: "FORCE_DYNAMODB=true" } as const;
    expect(overrideProblem(notesControl({ phase: "dual" }), override)).toMatchObject({ isRefused: true });
  });

  it("has no effect, and an event, if it is a percentage outside of shadow", async () => {
    const override = { kind: "percent", percent: 10, source: "DYNAMODB_MIGRATION_PCT=10" } as const;
    const test = await testCutover({ phase: "dual" }, { override });
    expect(test.events.find(({ kind }) => kind === "override-ignored")?.message).toBe(
      "DYNAMODB_MIGRATION_PCT=10 has no effect on notes: it is in phase dual, and percentages apply in phase shadow",
    );
    await test.close();
  });
});

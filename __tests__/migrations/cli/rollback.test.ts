import { expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
  tag: { from: { file: tags.json }, to: tags }
`;

/** An item that is hard to carry, and in the way of the run. */
const mine: Item = {
  id: { S: "n1" },
  exact: { N: "12345678901234567890.123456789" },
  bytes: { B: new Uint8Array([0, 255, 10]) },
  words: { SS: ["a", "ü"] },
  deep: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { S: "\u2028" }] } } },
};
const other: Item = { id: { S: "n9" }, title: { S: "not the run's" } };

describeWith("rollback", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "notes.json": '[{"id":"n1","title":"one"},{"id":"n2","title":"two"},{"id":"n3"}]',
    "tags.json": '[{"id":"t1","name":"new"}]',
  });

  it("deletes what the run created", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("rollback --yes");
    expect(code).toBe(0);
    expect(error.slice(-3)).toEqual([
      "  4 items that it created deleted",
      "  0 items that it overwrote or deleted restored",
      "  0 items as before already",
    ]);
    expect(await shop().ids("notes")).toEqual([]);
    expect(await shop().ids("tags")).toEqual([]);
  });

  it("restores what it overwrote to the last bit, and touches nothing else", async () => {
    await shop().put("notes", mine);
    await shop().put("notes", other);
    await shop().command("run --on-conflict overwrite");
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().items("notes")).toEqual([mine, other]);
  });

  it("leaves what somebody has changed since, and names it", async () => {
    await shop().command("run");
    await shop().put("notes", { id: { S: "n2" }, title: { S: "edited" } });
    const { code, error } = await shop().command("rollback --yes");
    expect(code).toBe(1);
    expect(error).toContain('changed since: shop-dev-notes {"id":"n2"}');
    expect(await shop().items("notes")).toEqual([{ id: { S: "n2" }, title: { S: "edited" } }]);
  });

  it.each(["skip", "fail"])("leaves what --on-conflict %s left", async (policy) => {
    await shop().put("notes", { id: { S: "n1" }, title: { S: "one" } });
    await shop().put("notes", { id: { S: "n2" }, title: { S: "mine" } });
    await shop().command(`run --on-conflict ${policy}`);
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().ids("notes")).toEqual(["n1", "n2"]);
  });

  it("takes back the finished run that is named, and not a later one; once", async () => {
    await shop().command("run --entity note");
    const { run } = JSON.parse((await shop().command("run --entity tag --json")).out) as { run: string };
    await shop().put("notes", other);
    await shop().command("run --entity note --on-conflict overwrite");
    expect((await shop().command(`rollback ${run} --yes`)).code).toBe(0);
    expect(await shop().ids("notes")).toEqual(["n1", "n2", "n3", "n9"]);
    expect(await shop().ids("tags")).toEqual([]);
    const again = await shop().command(`rollback ${run} --yes`);
    expect(again).toMatchObject({ code: 2, error: [`run ${run} has been rolled back already`] });
  });

  it("shows what it will do, and asks", async () => {
    await shop().command("run");
    const questions: string[] = [];
    const ask = (question: string) => {
      questions.push(question);
      return Promise.resolve(questions.length === 1 ? "no" : "yes");
    };
    const refused = await shop().command("rollback", { ask });
    expect(refused.code).toBe(2);
    expect(refused.error).toEqual([
      expect.stringMatching(/^To be rolled back: run shop-\S+, finished, last saved at \S+$/),
      `  in ${shop().endpoint} (us-east-1), tables shop-dev-notes, shop-dev-tags`,
      "  4 journaled writes: items that it created are deleted, items that it overwrote are restored",
      'nothing was rolled back: expected yes, got "no"',
    ]);
    expect(await shop().ids("notes")).toEqual(["n1", "n2", "n3"]);
    expect((await shop().command("rollback", { ask })).code).toBe(0);
    expect(questions).toEqual(["Type yes to roll it back: ", "Type yes to roll it back: "]);
    expect(await shop().ids("notes")).toEqual([]);
  });

  it("refuses where nobody can be asked, and changes nothing", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("rollback");
    expect(code).toBe(2);
    expect(error.at(-1)).toBe(
      "nothing was rolled back: this is no terminal where you could be asked; confirm it with --yes",
    );
    expect((await shop().command("status")).error[1]).toMatch(/^ {2}shop-\S+ +finished /);
  });

  it("refuses a table that was deleted and created again", async () => {
    await shop().command("run");
    await shop().recreate();
    const { code, error } = await shop().command("rollback --yes");
    expect(code).toBe(2);
    expect(error[0]).toMatch(
      /^table shop-dev-notes was deleted and created again since run shop-\S+ wrote to it/,
    );
  });

  it("--rate limits the write units per second", async () => {
    const original = await shop().read("notes.json");
    const rows = Array.from({ length: 60 }, (_, index) => ({ id: `n${index}` }));
    await shop().file("notes.json", JSON.stringify(rows));
    await shop().command("run --entity note");
    const began = performance.now();
    expect((await shop().command("rollback --yes --rate 40")).code).toBe(0);
    const seconds = (performance.now() - began) / 1000;
    expect(await shop().ids("notes")).toEqual([]);
    expect(60 / seconds).toBeLessThanOrEqual(42);
    await shop().file("notes.json", original);
  });

  it("--dry-run says what would be done and does nothing", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("rollback --yes --dry-run");
    expect(code).toBe(0);
    expect(error[0]).toMatch(/: dry run; nothing was changed$/);
    expect(error[1]).toBe("  4 items that it created would be deleted");
    expect(await shop().ids("notes")).toEqual(["n1", "n2", "n3"]);
  });

  it("resumes after it was interrupted", async () => {
    await shop().command("run");
    const interrupted = await shop().command("rollback --yes", { signal: AbortSignal.abort() });
    expect(interrupted.code).toBe(130);
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().ids("notes")).toEqual([]);
  });

  it.each(["run", "run --no-resume", "run --entity note", "run --on-conflict overwrite"])(
    "marks the run before its first undo, so that %s is refused until it is finished",
    async (command) => {
      await shop().command("run");
      await shop().command("rollback --yes", { signal: AbortSignal.abort() });
      const { code, error } = await shop().command(command);
      expect(code).toBe(2);
      expect(error[0]).toMatch(
        /^run (shop-\S+) is being rolled back; finish that first: dynamodb-migrate rollback \1\. Then start a new run$/,
      );
      expect((await shop().command("status")).error[1]).toMatch(/^ {2}shop-\S+ +rolling-back /);
      expect((await shop().command("rollback --yes")).code).toBe(0);
      expect((await shop().command("run")).code).toBe(0);
    },
  );

  it("--dry-run does not mark the run", async () => {
    await shop().command("run");
    await shop().command("rollback --yes --dry-run");
    expect((await shop().command("status")).error[1]).toMatch(/^ {2}shop-\S+ +finished /);
  });

  it("leaves a run that is neither resumed nor taken back again", async () => {
    await shop().command("run");
    await shop().command("rollback --yes");
    expect((await shop().command("status")).error[1]).toMatch(/^ {2}shop-\S+ +rolled-back /);
    expect(await shop().command("rollback --yes")).toMatchObject({
      code: 2,
      error: ["no run in .dynamodb-migrate that can be rolled back"],
    });
    expect((await shop().command("run")).code).toBe(0);
    expect(await shop().ids("notes")).toEqual(["n1", "n2", "n3"]);
  });

  it.each([
    ["emptied", () => ""],
    ["cut in half", (text: string) => text.slice(0, text.length / 2)],
    ["damaged in the middle", (text: string) => text.replace("n2", "n7")],
  ])("refuses a journal that was %s, before anything is undone", async (_what, change) => {
    await shop().command("run");
    const { out } = await shop().command("status --json");
    const { run } = (JSON.parse(out) as { runs: { run: string }[] }).runs[0]!;
    const journal = `.dynamodb-migrate/${run}/journal.jsonl`;
    const text = await shop().read(journal);
    await shop().file(journal, change(text));
    for (const command of ["rollback --yes", "rollback --dry-run"]) {
      const { code, error } = await shop().command(command);
      expect(code).toBe(2);
      expect(error[0]).toMatch(
        /journal\.jsonl is damaged: .+\. Nothing was rolled back\. Restore the file from a copy, then retry$/,
      );
    }
    expect(await shop().ids("notes")).toEqual(["n1", "n2", "n3"]);
    await shop().file(journal, text);
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().ids("notes")).toEqual([]);
  });

  it("refuses a run without a journal", async () => {
    await shop().command("run --no-journal");
    const { code, error } = await shop().command("rollback --yes");
    expect(code).toBe(2);
    expect(error[0]).toMatch(/^run shop-\S+ kept no journal \(--no-journal\) and cannot be rolled back$/);
  });

  it("refuses a run that there is not", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("rollback --yes shop-1");
    expect(code).toBe(2);
    expect(error[0]).toMatch(/^run "shop-1" not found; there are: shop-\d{8}-\d{6}$/);
  });

  // dynalite loses the attribute "__proto__" itself; see the tests of TableItems.
  it.each(["constructor", "toString", "hasOwnProperty"])(
    "restores an attribute that is called %s",
    async (name) => {
      const content = (text: string) => `[{"id":"n1","${name}":"${text}"}]`;
      const original = await shop().read("notes.json");
      await shop().file("notes.json", content("first"));
      expect((await shop().command("run --entity note")).code).toBe(0);
      await shop().file("notes.json", content("second"));
      const replaced = await shop().command("run --entity note --on-conflict overwrite");
      expect(replaced.error.join("\n")).toMatch(/note +1 +1 +0 +0/);
      const undone = await shop().command("rollback --yes");
      expect(undone.error).toContain("  1 item that it overwrote or deleted restored");
      await shop().file("notes.json", content("first"));
      expect((await shop().command("verify --entity note")).code).toBe(0);
      await shop().file("notes.json", original);
    },
  );

  it("--json tells programs", async () => {
    await shop().command("run");
    expect(JSON.parse((await shop().command("rollback --yes --json")).out)).toMatchObject({
      dryRun: false,
      deleted: 4,
      restored: 0,
      untouched: 0,
      kept: 0,
      complete: true,
    });
  });
});

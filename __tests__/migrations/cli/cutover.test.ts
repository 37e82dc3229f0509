import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FileControl } from "../../../cutover/control/file-control";
import { entityControl, event, processReport } from "../../cutover/control/entity-control";
import { DynamoDbControl } from "../../../cutover/control/dynamodb-control";
import { DynamoDbLedger } from "../../../cutover/ledger/dynamodb-ledger";
import { systemClock } from "../../../cutover/system-clock";
import { emulatorClient, recreateCutoverTable } from "../../cutover/control/cutover-tables";
import { forgetMark } from "../../cutover/control/forget-mark";
import { ledgerEntry } from "../../cutover/ledger/ledger-contract";
import { FakeProcess } from "../../cutover/steps/fake-process";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { anySignal } from "../../../migrations/any-signal";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import { cutoverFiles, cutoverTables as cutover } from "./cutover-shop";
import { type CommandRun, useWorkspace, Workspace } from "./workspace";

describeWith("cutover", findDynamoDbLocal, (emulator) => {
  const workspace = useWorkspace(emulator, cutoverFiles);
  let client: DynamoDBClient;
  let control: DynamoDbControl;
  let ledger: DynamoDbLedger;
  let process: FakeProcess | undefined;

  beforeAll(() => {
    client = emulatorClient(workspace().endpoint);
    control = new DynamoDbControl({ table: cutover.control.name, client });
    ledger = new DynamoDbLedger({ table: cutover.ledger.name, client });
  });
  beforeEach(async () => {
    for (const { name } of [cutover.control, cutover.ledger]) await recreateCutoverTable(client, name);
  });
  afterEach(async () => {
    await process?.stop();
    process = undefined;
  });
  afterAll(() => client.destroy());

  const call = (line: string, terminal: Partial<ProcessContext> = {}): Promise<CommandRun> =>
    workspace().command(`cutover ${line} --endpoint ${workspace().endpoint}`, {
      signal: anySignal(),
      ...terminal,
    });
  const json = async (line: string): Promise<Record<string, unknown>> =>
    JSON.parse((await call(`${line} --json`)).out) as Record<string, unknown>;

  const shown = async (line: string, terminal?: Partial<ProcessContext>): Promise<string> => {
    const { error, code } = await call(line, terminal);
    return [...error, `exit ${code}`].join("\n");
  };

  it("leads an entity to shadow, and refuses each step that comes too early with the fix", async () => {
    expect(await shown("status")).toBe(
      "table shop-dev-cutover: no entities; add one with cutover init\nexit 0",
    );
    expect(await shown("init")).toMatch(/^notes: added in phase old, dual mode; now phase old, revision 1$/m);
    expect(await shown("advance")).toMatch(
      /refused {2}expected-processes: .*\n {11}fix: say how many processes there are with --expect-processes 0,[^]*exit 1$/,
    );
    expect(await shown("advance --no-others")).toMatch(
      /^notes: phase old → dual; now phase dual, revision 2$/m,
    );
    expect(await shown("advance --no-others")).toMatch(
      /refused {2}backfill: .*\n {11}fix: run cutover repair --all --entity notes\nnotes: refused by 1 check; nothing was changed/,
    );
    expect(await shown("repair --all")).toBe(
      "notes: 2 records compared, 2 differed\n  every record is copied; repeat the command to verify that it finds no differences\nexit 0",
    );
    expect(await shown("advance --no-others")).toMatch(
      /^notes: phase dual → shadow; now phase shadow, revision 4$/m,
    );
    expect(await shown("percent 10")).toMatch(
      /refused {2}verified: .*\n {11}fix: run cutover repair --all --entity notes until it finds no differences; or verify, while nothing writes/,
    );
    expect((await workspace().command("verify")).code).toBe(0);
    expect(await shown("percent 10")).toMatch(
      /^notes: read percentage 0 → 10; now phase shadow, revision 6$/m,
    );
    expect(await shown("status")).toMatch(
      /entity {2}phase {20}reads.*\n {2}notes {3}shadow 10 % \(dual mode\) {2}old; new for 10 % {2}old, then new {2}none {7}empty {3}green {9}6\nnext for notes: dynamodb-migrate cutover percent 25 --entity notes --endpoint \S+\n/,
    );
  });

  it("records no comparison that started while a process acted by an earlier revision", async () => {
    await inShadow();
    const revision = (await control.read()).get("notes")?.revision;
    let beats = 0;
    let isOver = false;
    const report = async () => {
      for (; !isOver; beats++) await control.report(processReport("p1", beats + 1, { revision: 1 }));
    };
    const reporting = report();
    // Time passes by reports alone, so no busy machine makes the process silent for a lease.
    const monotonic = () => beats * 1000;
    const { code, error } = await workspace().command("verify", { monotonic });
    isOver = true;
    await reporting;
    expect([code, error.join("\n")]).toEqual([
      0,
      expect.stringContaining(
        `the comparison of notes will not be recorded in the control: host p1 has not reported revision ${revision}; restart those processes, then verify again`,
      ),
    ]);
    expect((await control.read()).get("notes")?.revision).toBe(revision);
  });

  it("flips, refuses what would copy old rows over newer items, and ends", async () => {
    await inShadow();
    expect(await shown("advance --no-others")).toMatch(
      /^nothing was changed: nobody can be asked here; confirm it with --yes\nexit 2$/m,
    );
    const ask = () => Promise.resolve("notes");
    expect(await shown("advance --no-others --max-freeze 60s", { ask })).toMatch(
      /^notes: flip: authority old → new, phase shadow → new; now phase new, revision 10\nWrites were stopped for \d+ ms\nKeep every writer .*\n {2}make the file writable/m,
    );
    for (const command of ["run", "sync", "verify --repair"]) {
      const refused = await workspace().command(command);
      expect([refused.errorCode, refused.error.join("\n")]).toEqual([
        "authority-moved",
        `${command} would replace newer items of notes by older rows: its tables are the authority (phase new); nothing was changed. To write the old store again, return to it with cutover back --entity notes`,
      ]);
    }
    expect(await shown("repair --all")).toBe(
      "notes: 2 records compared, 0 differed\n  no differences: the entity is verified\nexit 0",
    );
    expect(await shown("advance --no-others --yes")).toMatch(/phase new → new-only/);
    expect(await shown("repair --all")).toMatch(/^the application does not write the old store of notes/);
    expect(await shown("back --no-others")).toMatch(
      /ok {7}phase: the way back copies every record: cutover repair --all --entity notes\nnotes: phase new-only → new;/,
    );
    expect(await shown("back --no-others")).toMatch(/refused {2}unverified: .* in the phase new-only\n/);
    await forgetMark(control, "notes");
    expect(await shown("advance --no-others --yes")).toMatch(/phase new → new-only/);
    expect((await workspace().items("notes")).every((item) => item["_e"]?.N === "1")).toBe(true);
    expect(await shown("end --yes")).toMatch(
      /^table shop-dev-notes: attribute _e removed from 2 items\nnotes: ended: removed from the control\nexit 0$/m,
    );
    expect((await workspace().items("notes")).some((item) => "_e" in item)).toBe(false);
    expect(await control.read()).toEqual(new Map());
  });

  it.each(["flip", "advance"])(
    "refuses %s if the entity has left the phase that was shown before the answer",
    async (command) => {
      await inShadow();
      const ask = async (): Promise<string> => {
        const state = (await control.read()).get("notes");
        if (!state) throw new Error("no control");
        const moved = { ...state, revision: state.revision + 1, phase: "new", epoch: 2, percent: 0 } as const;
        await control.change(moved, { at: "", by: "x", change: "" });
        return "notes";
      };
      const refused = await call(`${command} --no-others --max-freeze 60s`, { ask });
      expect([refused.errorCode, refused.error.at(-1)]).toEqual([
        "control-changed",
        expect.stringMatching(
          /^notes has moved from phase shadow to new since its state was shown; nothing was/,
        ),
      ]);
      expect((await control.read()).get("notes")).toMatchObject({ phase: "new", epoch: 2 });
    },
  );

  it("refuses run, and the rollback of a run, while the application writes both stores", async () => {
    expect((await workspace().command("run")).code).toBe(0);
    await call("init");
    await call("advance --no-others");
    expect((await workspace().command("run --no-resume --on-conflict overwrite")).error.join("\n")).toMatch(
      /^run would replace newer items of notes by older rows: the application writes both stores \(phase dual\); nothing was changed\. Copy all rows, one by one, with cutover repair --all --entity notes/,
    );
    const refused = await workspace().command("rollback --yes");
    expect([refused.errorCode, refused.error.at(-1)]).toEqual([
      "authority-moved",
      expect.stringMatching(
        /^run shop-\S+ cannot be rolled back: .* since notes \(phase dual\) left the phase old/,
      ),
    ]);
    expect((await workspace().items("notes")).length).toBe(2);
    await call("back");
    expect((await workspace().command("rollback --yes")).code).toBe(0);
    expect(await workspace().items("notes")).toEqual([]);
  });

  it("flips with a process that polls and reports, and shows it in the status", async () => {
    await inShadow();
    process = new FakeProcess("p1", control, systemClock, { pollMs: 200 });
    const { entities } = (await json("status")) as { entities: { processes: object[] }[] };
    expect(entities[0]?.processes).toEqual([
      { process: "p1", label: "host p1", state: "live", revision: 7, writesInFlight: 1 },
    ]);
    expect(await shown("flip --expect-processes 2 --yes")).toMatch(
      /refused {2}expected-processes: 2 processes expected, 1 report: host p1\n/,
    );
    const { steps } = (await json("flip --expect-processes 1 --yes --max-freeze 60s")) as {
      steps: { outcome: string; after: object; stoppedMs: number }[];
    };
    expect(steps[0]).toMatchObject({ outcome: "changed", after: { phase: "new", epoch: 2 } });
    const back = (await json("flip --expect-processes 1 --yes --max-freeze 60s")) as {
      steps: { after: object }[];
    };
    expect(back.steps[0]?.after).toMatchObject({ phase: "shadow", epoch: 3, percent: 0 });
  });

  it("writes the status as a page, with the commands as they are typed", async () => {
    await call("init");
    expect(await shown("status --html cutover.html")).toBe(
      "Cutovers in table shop-dev-cutover: cutover.html\nexit 0",
    );
    const page = await readFile(join(workspace().folder, "cutover.html"), "utf8");
    expect(page).toMatch(/<pre>dynamodb-migrate cutover advance --entity notes --endpoint \S+<\/pre>/);
    expect((await call("status --html -")).out).toContain(
      "<title>Cutovers in table shop-dev-cutover</title>",
    );
  });

  it("repairs what the ledger marks, and removes entries that are old enough", async () => {
    await call("init");
    await call("advance --no-others");
    const young = { ...ledgerEntry("b", "gone:2"), at: new Date().toISOString() };
    await ledger.add(ledgerEntry("a", "gone:1"));
    await ledger.add(young);
    expect(await shown("repair")).toBe(
      "notes: 2 records compared, 2 differed; ledger: 1 entry removed, 1 kept\nexit 1",
    );
    expect(await workspace().ids("notes")).toEqual(["a", "b"]);
    const { entities } = (await json("repair --min-age 100ms")) as { entities: object[] };
    expect(entities).toEqual([
      {
        entity: "notes",
        records: 1,
        differed: 0,
        unknownItems: 0,
        unsettled: 0,
        failed: 0,
        failures: [],
        removed: 1,
        kept: 0,
        recorded: false,
        verified: false,
      },
    ]);
  });

  it("lists the history, newest first", async () => {
    await call("init");
    await call("gates --max-ledger-age 90");
    const { entities } = (await json("history")) as { entities: { events: { change: string }[] }[] };
    expect(entities[0]?.events.map(({ change }) => change)).toEqual([
      "maxLedgerAge 60 → 90",
      "added in phase old, dual mode",
    ]);
    expect(await shown("history")).toMatch(/notes {10}2 {2}maxLedgerAge 60 → 90/);
  });

  it("watches for a number of looks, with a document per line", async () => {
    await call("init");
    const lines = (await call("watch --times 2")).error;
    expect(lines.filter((line) => line.startsWith("Cutovers in table shop-dev-cutover")).length).toBe(2);
  });

  it("lifts a freeze that a killed flip has left", async () => {
    await inShadow();
    const state = (await control.read()).get("notes");
    if (!state) throw new Error("no control");
    const freeze = { to: "new", by: "x", maxMilliseconds: 2000 } as const;
    await control.change({ ...state, revision: state.revision + 1, freeze }, { at: "", by: "x", change: "" });
    expect(await shown("advance --no-others --yes")).toMatch(
      /refused {2}freeze: a flip to new by x is under way\n.*lift it with cutover flip --entity notes --thaw/,
    );
    expect(await shown("flip --thaw")).toMatch(/flip withdrawn; writes continue/);
    expect((await control.read()).get("notes")).not.toHaveProperty("freeze");
  });

  it.each([
    ["status --entity other", "entity-not-in-control", /has no entity "other".*add it with cutover init/],
    [
      "status --control other --ledger other",
      "control-unreachable",
      /table other cannot be used: .*CutoverControl/,
    ],
    ["percent", "cutover-invalid", /name a percentage/],
    ["advance", "entity-not-in-control", /has no entities; add one with cutover init/],
  ])("refuses %s", async (line, code, message) => {
    const { errorCode, error } = await call(line);
    expect([errorCode, error.join("\n")]).toEqual([code, expect.stringMatching(message)]);
  });

  /** Brings `notes` to shadow with 10 % and a comparison. */
  async function inShadow(): Promise<void> {
    for (const line of ["init", "advance --no-others", "repair --all", "advance --no-others"])
      await call(line);
    await workspace().command("verify");
    await call("percent 10");
    await call("gates --max-ledger-age 90");
  }
});

describe("cutover with a control in a file", () => {
  it("needs no table, and no region", async () => {
    const files = await Workspace.make("http://127.0.0.1:9");
    try {
      await new FileControl(join(files.folder, "control.json")).change(entityControl(), event);
      const run = await files.command("cutover status --control file:control.json --json");
      const status = JSON.parse(run.out) as { control: string; entities: { next: { command: string } }[] };
      expect(status.control).toBe(`file ${join(files.folder, "control.json")}`);
      expect(status.entities[0]?.next.command).toBe(
        "dynamodb-migrate cutover advance --entity notes --control file:control.json",
      );
    } finally {
      await files.remove();
    }
  });
});

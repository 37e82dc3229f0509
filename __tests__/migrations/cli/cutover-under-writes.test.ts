import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import {
  type Cutover,
  cutover,
  DynamoDbControl,
  DynamoDbLedger,
  dynamoDbStore,
  jsonFileStore,
  loadRecordMapping,
} from "../../../cutover";
import { anySignal } from "../../../migrations/any-signal";
import { obeyTableAuthority } from "../../../migrations/cli/wiring/obey-table-authority";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import { entityControl, event } from "../../cutover/control/entity-control";
import { emulatorClient, recreateCutoverTable } from "../../cutover/control/cutover-tables";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { cutoverFiles, cutoverTables as output } from "./cutover-shop";
import { useWorkspace } from "./workspace";

interface Note {
  readonly id: string;
  readonly text: string;
}

describeWith("a cutover of a JSON file that is written to", findDynamoDbLocal, (emulator) => {
  const workspace = useWorkspace(emulator, {
    ...cutoverFiles,
    "notes.json": JSON.stringify({ notes: [] }),
  });
  let client: DynamoDBClient;
  const stop = new AbortController();
  let writing: Promise<void> | undefined;
  let live: Cutover | undefined;
  const acknowledged = new Map<string, string>();

  beforeAll(() => {
    client = emulatorClient(workspace().endpoint);
  });
  beforeEach(async () => {
    for (const { name } of [output.control, output.ledger]) await recreateCutoverTable(client, name);
  });
  afterEach(async () => {
    stop.abort();
    await writing;
    await live?.close();
  });
  afterAll(() => client.destroy());

  const run = async (line: string): Promise<string> => {
    const { error, code } = await workspace().command(`cutover ${line} --endpoint ${workspace().endpoint}`, {
      signal: anySignal(),
    });
    return [...error, `exit ${code}`].join("\n");
  };

  it("is verified, flips, returns and ends while the application writes, and loses no acknowledged write", async () => {
    const { folder } = workspace();
    const notes = Array.from({ length: 40 }, (_, id) => ({ id: `old-${id}`, text: "0" }));
    await workspace().file("notes.json", JSON.stringify({ notes }));
    for (const { id, text } of notes) acknowledged.set(id, text);
    await workspace().put("notes", { id: { S: "gone" }, text: { S: "in the table only" } });
    await run("init");
    // The latency of a busy machine is no reason to refuse the flip.
    await run("gates --max-latency-p99 60000");
    await startApplication(folder);

    const advance = "advance --expect-processes 1 --max-freeze 30s --yes";
    expect(await run(advance)).toMatch(/phase old → dual/);
    expect(await run("repair --all")).toMatch(/, [1-9]\d* differed\n.*repeat the command[^]*exit 0$/);
    expect(await workspace().ids("notes")).not.toContain("gone");
    expect(await run("repair --all")).toMatch(/, 0 differed\n {2}no differences: .*verified\nexit 0$/);
    expect(await run(advance)).toMatch(/phase dual → shadow/);
    expect(await run("percent 100")).toMatch(/read percentage 0 → 100/);
    expect(await run(advance)).toMatch(/flip: authority old → new/);
    expect(await run("back --expect-processes 1 --max-freeze 30s")).toMatch(/flip: authority new → old/);
    expect(await run("repair --all")).toMatch(/verified\nexit 0$/);
    expect(await run(advance)).toMatch(/flip: authority old → new/);
    expect(await run(advance)).toMatch(/phase new → new-only/);

    stop.abort();
    await writing;
    await live?.close();
    live = undefined;
    const items = await workspace().items("notes");
    expect(new Map(items.map(({ id, text }) => [id?.S, text?.S]))).toEqual(acknowledged);
    expect(await run("end --yes")).toMatch(/ended: removed from the control\nexit 0$/);
  });

  it("is marked as unverified by an update in the phase new, which the old store does not get", async () => {
    const control = new DynamoDbControl({ table: output.control.name, client });
    await workspace().put("notes", { id: { S: "a" }, text: { S: "1" } });
    await run("init");
    const added = (await control.read()).get("notes") ?? entityControl();
    expect(added.table).toBe("shop-dev-notes");
    await control.change({ ...added, revision: 2, phase: "new" }, event);
    const { code, error } = await workspace().command("update notes --set text=2");
    expect([code, error]).toEqual([
      0,
      expect.arrayContaining([
        "Warning: the old store of notes does not get these changes (phase new, table shop-dev-cutover); copy them with cutover repair --all --entity notes, 20 minutes after this command has ended or later",
      ]),
    ]);
    expect((await control.read()).get("notes")).toMatchObject({
      ...{ revision: 3, table: "shop-dev-notes" },
      unverified: { reason: "update has changed items of the table, and not the old store" },
    });
  });

  it("renews that mark while the command runs", async () => {
    const { name } = output.control;
    const control = new DynamoDbControl({ table: name, client });
    await control.change(
      entityControl({ entity: "notes", table: "shop-dev-notes", phase: "new", revision: 1 }),
      event,
    );
    const markedAt = async () => (await control.read()).get("notes")?.unverified?.at;
    const steps: [number, () => void][] = [];
    let time = Date.parse("2026-11-26T10:00:00.000Z");
    const context = {
      ...{ now: () => new Date(time), monotonic: () => 0, error: () => {}, identity: { host: "build-3" } },
      signal: anySignal(),
      every: (ms: number, step: () => void) => steps.push([ms, step]),
    } as unknown as ProcessContext;
    await obeyTableAuthority("update", { tables: ["shop-dev-notes"], client, control: name }, context);
    expect(await markedAt()).toBe("2026-11-26T10:00:00.000Z");
    expect(steps.map(([ms]) => ms)).toEqual([5 * 60_000]);
    time += 5 * 60_000;
    steps[0]?.[1]();
    await expect.poll(markedAt).toBe("2026-11-26T10:05:00.000Z");
  });

  /** A process that changes, adds and deletes notes until it is stopped. */
  async function startApplication(folder: string): Promise<void> {
    const mapping = await loadRecordMapping({
      ...{
        migration: join(folder, "migration.yaml"),
        outputs: join(folder, "outputs.json"),
        entity: "notes",
      },
    });
    live = await cutover({
      control: new DynamoDbControl({ table: output.control.name, client }),
      ledger: new DynamoDbLedger({ table: output.ledger.name, client }),
      entities: {
        notes: {
          old: jsonFileStore({ path: join(folder, "notes.json"), mapping }),
          new: dynamoDbStore({ mapping, client }),
          mapping,
        },
      },
      pollMilliseconds: 300,
      freezeWaitMilliseconds: 30_000,
    });
    const records = live.entity<Note>("notes");
    const write = async (writer: number): Promise<void> => {
      for (let count = 1; !stop.signal.aborted; count++) {
        const changed = { id: `old-${((count * 7 + writer) % 20) * 2 + writer}`, text: String(count) };
        await records.put(changed);
        acknowledged.set(changed.id, changed.text);
        const added = { id: `new-${writer}-${count % 5}`, text: String(count) };
        await records.put(added);
        acknowledged.set(added.id, added.text);
        const removed = `new-${writer}-${(count + 2) % 5}`;
        await records.delete(removed);
        acknowledged.delete(removed);
        await pause(80);
      }
    };
    writing = Promise.all([write(0), write(1)]).then(() => undefined);
  }
});

import { expect, it } from "vitest";
import type { Control } from "../../../cutover/control/control";
import { RevisionConflictError } from "../../../cutover/errors";
import { entityControl, event, processReport } from "./entity-control";

/** What holds for every kind of control. @param open makes another control over the same, empty storage */
export function describeControl(open: () => Control): void {
  const freeze = { to: "new", by: "token", maxMilliseconds: 2000 } as const;

  it("has no entities at first", async () => {
    expect(await open().read()).toEqual(new Map());
  });

  it("returns an entity with all of its settings as it was stored", async () => {
    const unverified = { reason: "a ledger entry was lost", at: event.at };
    const stored = entityControl({ percent: 12.5, allow: ["1"], deny: ['["a","b"]'], freeze, unverified });
    const full = { ...stored, pollMilliseconds: 200 };
    await open().change(full, event);
    expect(await open().read()).toEqual(new Map([["notes", full]]));
  });

  it("replaces an entity: what the next state does not have is gone", async () => {
    const control = open();
    await control.change(entityControl({ freeze }), event);
    await control.change(entityControl({ revision: 2 }), event);
    expect((await control.read()).get("notes")).toEqual(entityControl({ revision: 2 }));
  });

  it("keeps entities of any name apart", async () => {
    const names = ["constructor", "__proto__", "notes#1", "a b/c", "notes"];
    for (const entity of names) await open().change(entityControl({ entity }), event);
    expect([...(await open().read()).keys()].toSorted()).toEqual(names.toSorted());
  });

  it("refuses a change that does not follow the stored revision", async () => {
    await open().change(entityControl(), event);
    for (const revision of [1, 3])
      await expect(open().change(entityControl({ revision }), event)).rejects.toThrow(RevisionConflictError);
    expect((await open().read()).get("notes")?.revision).toBe(1);
  });

  it("refuses the second revision of an entity that is not stored", async () => {
    await expect(open().change(entityControl({ revision: 2 }), event)).rejects.toThrow(
      /notes was changed by somebody else since revision 1 was read/,
    );
  });

  it("lets one of several that change the same revision win, and stores its event only", async () => {
    await open().change(entityControl(), event);
    const changes = Array.from({ length: 8 }, (_, index) =>
      open().change(entityControl({ revision: 2, percent: index }), { ...event, by: `racer ${index}` }),
    );
    const outcomes = await Promise.allSettled(changes);
    const lost = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as Error] : [],
    );
    expect(lost.map(({ name }) => name)).toEqual(Array.from({ length: 7 }, () => "RevisionConflictError"));
    const winner = outcomes.findIndex(({ status }) => status === "fulfilled");
    expect((await open().read()).get("notes")?.percent).toBe(winner);
    expect((await open().history("notes")).map(({ by }) => by)).toEqual([`racer ${winner}`, "tester"]);
  });

  it("lists the events of an entity, newest first", async () => {
    for (let revision = 1; revision <= 12; revision++)
      await open().change(entityControl({ revision }), { ...event, change: `change ${revision}` });
    await open().change(entityControl({ entity: "notes#2" }), event);
    const events = await open().history("notes");
    expect(events.map(({ revision }) => revision)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(events[0]).toEqual({ ...event, entity: "notes", revision: 12, change: "change 12" });
  });

  it("keeps the last report of each process until it leaves", async () => {
    await open().report(processReport("p1", 1));
    await open().report(processReport("p2", 1, { writesInFlight: 2 }));
    await open().report(processReport("p1", 2));
    const byName = (await open().reports()).toSorted((a, b) => a.process.localeCompare(b.process));
    expect(byName).toEqual([processReport("p1", 2), processReport("p2", 1, { writesInFlight: 2 })]);
    await open().leave("p1");
    await open().leave("p1");
    expect((await open().reports()).map(({ process }) => process)).toEqual(["p2"]);
  });

  it("removes an entity with its history, and nothing of others", async () => {
    for (let revision = 1; revision <= 30; revision++)
      await open().change(entityControl({ revision }), event);
    await open().change(entityControl({ entity: "tags" }), event);
    await open().remove("notes");
    expect([...(await open().read()).keys()]).toEqual(["tags"]);
    expect([await open().history("notes"), (await open().history("tags")).length]).toEqual([[], 1]);
    await open().change(entityControl(), event);
  });
}

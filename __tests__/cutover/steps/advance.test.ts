import { afterEach, describe, expect, it } from "vitest";
import type { EntityControl } from "../../../cutover/control/control";
import { advance } from "../../../cutover/steps/advance";
import { back } from "../../../cutover/steps/back";
import { end } from "../../../cutover/steps/end";
import { init } from "../../../cutover/steps/init";
import { percent } from "../../../cutover/steps/percent";
import { recordVerified, type WorkStart } from "../../../cutover/steps/record-verified";
import { setGates } from "../../../cutover/steps/set-gates";
import type { StepResult } from "../../../cutover/steps/step";
import { ledgerEntry } from "../ledger/ledger-contract";
import { ledgerOf, MemoryLedger } from "../memory/memory-ledger";
import { fineFacts, refusals, Situation } from "./step-settings";
import { FakeClock } from "../memory/fake-clock";

let situation: Situation;
afterEach(() => situation.end());

function at(changes: Partial<EntityControl>, ledger?: MemoryLedger): Situation {
  situation = new Situation(changes, ledger).start({}, {});
  return situation;
}

function outcome({ outcome: how, after }: StepResult): string {
  return `${how}: ${after?.phase} ${after?.percent} %`;
}

describe("init", () => {
  it("adds an entity in phase old", async () => {
    situation = new Situation({});
    const settings = situation.settings({ entity: "tags" });
    const { after, outcome: how } = await init(settings, "follow");
    expect(how).toBe("changed");
    expect((await situation.control.read()).get("tags")).toEqual(after);
    expect(after).toMatchObject({ revision: 1, phase: "old", mode: "follow", epoch: 1, percent: 0 });
    expect(after?.salt).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is refused for an entity that the control has", async () => {
    situation = new Situation({ phase: "dual" });
    const result = await init(situation.settings(), "dual");
    expect(refusals(result)).toEqual([
      "new: table test-control has notes already, in phase dual; continue with cutover status --entity notes",
    ]);
  });
});

describe("advance", () => {
  it.each([
    ["follow", "old", "changed: follow 0 %"],
    ["follow", "follow", "changed: shadow 0 %"],
    ["dual", "old", "changed: dual 0 %"],
    ["dual", "new", "changed: new-only 0 %"],
  ] as const)("in %s mode enters the phase after %s", async (mode, phase, expected) => {
    at({ mode, phase });
    expect(outcome(await advance(situation.settings()))).toBe(expected);
  });

  it("enters shadow in dual mode once every record was copied since dual was entered", async () => {
    at({ phase: "old" });
    await advance(situation.settings());
    const refused = await advance(situation.settings());
    expect(refusals(refused)).toEqual([
      "backfill: not every record was copied to the tables since the phase dual was entered; run cutover repair --all --entity notes",
    ]);
    await recordVerified(situation.settings(), startedNow(), "backfilled", "12 records copied");
    expect(outcome(await advance(situation.settings()))).toBe("changed: shadow 0 %");
  });

  it.each([
    ["advance", advance],
    ["back", back],
  ])("refuses %s in another phase than the one that was shown", async (_name, step) => {
    at({ phase: "new" });
    await expect(step(situation.settings({ shownPhase: "shadow" }))).rejects.toThrow(
      "notes has moved from phase shadow to new since its state was shown; nothing was changed",
    );
    expect((await situation.control.read()).get("notes")?.phase).toBe("new");
  });

  it("refuses what is not reachable, with the fix", async () => {
    at({ phase: "old" });
    const check = { name: "reachable", ok: false, found: "table notes not found", fix: "apply the stack" };
    const facts = { ...fineFacts, reachable: () => Promise.resolve([check]) };
    const result = await advance(situation.settings({ facts }));
    expect([result.outcome, refusals(result)]).toEqual([
      ...["refused", ["reachable: table notes not found; apply the stack"]],
    ]);
    expect(situation.control.only.revision).toBe(1);
  });

  it("refuses a process that acts by an earlier revision, and names it", async () => {
    at({ phase: "old" });
    situation.start({ silentAfter: ({ revision }) => revision > 1 });
    await setGates(situation.settings(), { maxLedgerAge: 90 });
    const result = await advance(situation.settings());
    expect(result.outcome).toBe("refused");
  });

  it("gives a process whose report is of an earlier poll one more", async () => {
    at({ phase: "old", revision: 5 });
    const { control } = situation;
    const current = control.reports.bind(control);
    control.reports = async () =>
      (await current()).map((report) => {
        const entities = report.entities.map((one) => ({
          ...one,
          revision: report.beats < 3 ? 4 : one.revision,
        }));
        return { ...report, entities };
      });
    expect(refusals(await advance(situation.settings()))).toEqual([]);
  });

  it("does not refuse because of writes under way", async () => {
    const entry = { ...ledgerEntry("a", "x-1"), at: new FakeClock().wall().toISOString() };
    at({ phase: "new" }, new MemoryLedger(ledgerOf(entry)));
    expect(refusals(await advance(situation.settings()))).toEqual([]);
  });

  it("refuses new-only while the ledger has entries of earlier writes", async () => {
    const entry = { ...ledgerEntry("a", "x-1"), at: "2026-01-01T00:00:00.000Z" };
    at({ phase: "new" }, new MemoryLedger(ledgerOf(entry)));
    expect(refusals(await advance(situation.settings()))).toEqual([
      expect.stringMatching(
        /^ledger: 1 entry, .*; wait until the processes have settled them, or run cutover repair$/,
      ),
    ]);
  });

  it("refuses lost marks until they are verified", async () => {
    const unverified = { reason: "a ledger entry was lost", at: "2026-11-26T10:00:00.000Z" };
    at({ phase: "new", unverified });
    const started = situation.control.only;
    expect(refusals(await advance(situation.settings()))).toEqual([
      "unverified: since 2026-11-26T10:00:00.000Z records may differ without a mark: a ledger entry was lost; run cutover repair --all --entity notes; it must start 20 minutes after that time or later",
    ]);
    const early = { control: started, at: new Date("2026-11-26T10:19:59.999Z") };
    await recordVerified(situation.settings(), early, "verified", "no differences");
    expect(refusals(await advance(situation.settings()))).toHaveLength(1);
    const late = { control: started, at: new Date("2026-11-26T10:20:00.000Z") };
    await recordVerified(situation.settings(), late, "verified", "no differences");
    expect(outcome(await advance(situation.settings()))).toBe("changed: new-only 0 %");
  });

  it("refuses the phase after new-only", async () => {
    at({ phase: "new-only" });
    expect(refusals(await advance(situation.settings()))).toEqual([
      "next: there is no phase after new-only; remove the library from the application, then run cutover end --entity notes",
    ]);
  });
});

describe("a lost mark", () => {
  it("stays if it was set after the comparison had started", async () => {
    at({ phase: "dual" });
    const started = situation.control.only;
    const unverified = { reason: "a ledger entry was lost", at: "2026-11-26T10:00:00.000Z" };
    const event = { at: "", by: "p1", change: "unverified" };
    await situation.control.change({ ...started, revision: 2, unverified }, event);
    const now = await recordVerified(
      situation.settings(),
      { control: started, at: new Date("2026-11-26T11:00:00.000Z") },
      "backfilled",
      "12 records copied",
    );
    expect(now?.unverified).toEqual(unverified);
  });

  it("is not settled by a comparison during which the authority changed", async () => {
    at({ phase: "shadow" });
    const control = { ...situation.control.only, epoch: 0 };
    const started = { control, at: situation.clock.wall() };
    expect(await recordVerified(situation.settings(), started, "verified", "none")).toBeUndefined();
    expect(situation.control.events).toEqual([]);
  });
});

describe("percent", () => {
  it("raises the percentage after a comparison without differences", async () => {
    await at({ phase: "shadow" }).verified();
    expect(outcome(await percent(situation.settings(), { percent: 0.01 }))).toBe("changed: shadow 0.01 %");
    expect(outcome(await percent(situation.settings(), { percent: 100 }))).toBe("changed: shadow 100 %");
  });

  it("is refused without one", async () => {
    at({ phase: "shadow" });
    expect(refusals(await percent(situation.settings(), { percent: 10 }))).toEqual([
      "verified: no comparison without differences is recorded; run cutover repair --all --entity notes until it finds no differences; or verify, while nothing writes",
    ]);
  });

  it("is refused if records were copied since the comparison", async () => {
    await at({ phase: "shadow" }).verified();
    await recordVerified(situation.settings(), startedNow(), "backfilled", "12 records copied");
    expect(refusals(await percent(situation.settings(), { percent: 10 }))).toEqual([
      "verified: the stores were not compared since the last backfill or flip; run cutover repair --all --entity notes until it finds no differences; or verify, while nothing writes",
    ]);
  });

  it("is refused outside shadow", async () => {
    at({ phase: "dual" });
    expect(refusals(await percent(situation.settings(), { percent: 10 }))).toEqual([
      "phase: a percentage applies in the phase shadow, and notes is in dual; enter shadow first, with cutover advance --entity notes",
    ]);
  });

  it("is lowered without any condition", async () => {
    situation = new Situation({ phase: "shadow", percent: 50 }).start({ silentAfter: () => true });
    expect(outcome(await percent(situation.settings(), { percent: 0 }))).toBe("changed: shadow 0 %");
  });

  it.each([-0.01, 100.01, 12.345, NaN])("refuses %d", async (wanted) => {
    at({ phase: "shadow" });
    await expect(percent(situation.settings(), { percent: wanted })).rejects.toThrow(
      /^the percentage must be from 0 to 100 with at most two decimals/,
    );
  });

  it("keeps a key in the list that named it last", async () => {
    await at({ phase: "shadow", allow: ["1", "2"], deny: ["3"] }).verified();
    const { after, change } = await percent(situation.settings(), {
      allow: ["3"],
      deny: ["1"],
      forget: ["2"],
    });
    expect([after?.allow, after?.deny]).toEqual([["3"], ["1"]]);
    expect(change).toBe("allow +3, allow -1, allow -2, deny +1, deny -3");
  });

  it("is refused while a gate is red", async () => {
    const gates = { maxErrorRate: 0.001, maxLatencyP99: 4, maxDifferences: 0, maxLedgerAge: 60 };
    await at({ phase: "shadow", gates }).verified();
    expect(refusals(await percent(situation.settings(), { percent: 10 }))).toEqual([
      "gates: red: p99 of the tables 5 ms (limit 4 ms); find the cause (cutover watch, the application's log), or change a limit with cutover gates",
    ]);
  });
});

describe("back", () => {
  it.each([
    ["dual", "dual", "changed: old 0 %"],
    ["follow", "follow", "changed: old 0 %"],
    ["dual", "shadow", "changed: dual 0 %"],
    ["follow", "shadow", "changed: follow 0 %"],
    ["follow", "new", "changed: shadow 0 %"],
  ] as const)("in %s mode goes from %s to the phase before", async (mode, phase, expected) => {
    at({ mode, phase, percent: phase === "shadow" ? 75 : 0 });
    expect(outcome(await back(situation.settings()))).toBe(expected);
  });

  it("goes from shadow to dual without waiting for any process", async () => {
    situation = new Situation({ phase: "shadow", percent: 75 }).start({ silentAfter: () => true });
    expect(outcome(await back(situation.settings()))).toBe("changed: dual 0 %");
  });

  it("goes from new-only to new, and from there to the old store only after every record was copied", async () => {
    at({ phase: "new-only", epoch: 3 });
    const result = await back(situation.settings());
    expect(outcome(result)).toBe("changed: new 0 %");
    expect(result.after).toMatchObject({
      epoch: 3,
      unverified: { reason: "the old store did not receive the application's writes in the phase new-only" },
    });
    expect(refusals(await back(situation.settings()))[0]).toMatch(
      /^unverified: .* in the phase new-only; run cutover repair --all --entity notes; it must start 20 minutes after/,
    );
  });

  it("is refused from old", async () => {
    at({ phase: "old" });
    expect(refusals(await back(situation.settings()))).toEqual([
      "phase: old is the first phase; remove the entity with cutover end --entity notes",
    ]);
  });
});

describe("end", () => {
  it("removes the attribute from the items, and then the entity", async () => {
    situation = new Situation({ phase: "new-only" });
    let cleaned = false;
    const clean = () => Promise.resolve((cleaned = true));
    expect((await end(situation.settings(), clean)).outcome).toBe("changed");
    expect([cleaned, (await situation.control.read()).size]).toEqual([true, 0]);
  });

  it("is refused while a process uses the library", async () => {
    at({ phase: "new-only" });
    const result = await end(situation.settings(), () => Promise.reject(new Error("never called")));
    expect(refusals(result)).toEqual([
      "processes: still using the library for notes: host p1, host p2; deploy the application without it, which then reads and writes the tables only",
    ]);
  });

  it("is refused between old and new-only", async () => {
    situation = new Situation({ phase: "shadow" });
    const result = await end(situation.settings(), () => Promise.reject(new Error("never called")));
    expect(refusals(result)[0]).toMatch(
      /^phase: a cutover ends in the phase new-only, or is given up in old/,
    );
  });
});

it("names the command that adds an entity that the control does not have", async () => {
  situation = new Situation({});
  await expect(advance(situation.settings({ entity: "tags" }))).rejects.toThrow(
    'table test-control has no entity "tags"; add it with: cutover init --entity tags',
  );
});

function startedNow(): WorkStart {
  return { control: situation.control.only, at: situation.clock.wall() };
}

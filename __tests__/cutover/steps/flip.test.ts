import { afterEach, describe, expect, it } from "vitest";
import { thawed } from "../../../cutover/control/thawed";
import { flip } from "../../../cutover/steps/flip";
import { processReport } from "../control/entity-control";
import { ledgerEntry } from "../ledger/ledger-contract";
import { ledgerOf, MemoryLedger } from "../memory/memory-ledger";
import { fineFacts, refusals, Situation } from "./step-settings";

let situation: Situation;
afterEach(() => situation.end());

async function inShadow(ledger?: MemoryLedger): Promise<Situation> {
  situation = await new Situation({ phase: "shadow", percent: 25, epoch: 3 }, ledger).verified();
  return situation;
}

/** Happens when the flip reads the ledger after it has stopped writes. */
function whileFrozen(happen: () => Promise<void>): void {
  const { control, ledger } = situation;
  const entries = ledger.entries.bind(ledger);
  ledger.entries = async function* (entity) {
    if (control.only.freeze) await happen();
    yield* entries(entity);
  };
}

describe("the flip to the tables", () => {
  it("changes authority, phase and epoch once every process reports no write in flight", async () => {
    const { control } = (await inShadow()).start({}, {}, {});
    const result = await flip(situation.settings(), "new");
    expect(refusals(result)).toEqual([]);
    expect(result.outcome).toBe("changed");
    expect(control.only).toMatchObject({ phase: "new", epoch: 4, percent: 0, revision: 5 });
    expect(control.only).not.toHaveProperty("freeze");
    expect(control.only).not.toHaveProperty("pollMilliseconds");
    expect(result.checks.at(-1)?.found).toMatch(
      /^no differences at 2026-11-26\S+, and no write since has left a mark in the ledger$/,
    );
    expect(control.events.map(({ change }) => change)).toEqual([
      "flip: authority old → new, phase shadow → new",
      "writes frozen for a flip to new",
      "flip to new announced",
      "no differences",
    ]);
  });

  it("stops writes for two fast polls at most, although processes poll every 5 seconds otherwise", async () => {
    (await inShadow()).start({}, {}, {});
    const { stoppedMs = Infinity } = await flip(situation.settings(), "new");
    expect(stoppedMs).toBeLessThanOrEqual(250);
  });

  it("is refused before anything changes if a process does not report", async () => {
    const { control } = (await inShadow()).start({}, {}, { silentAfter: ({ revision }) => revision > 2 });
    const result = await flip(situation.settings(), "new");
    expect(result.outcome).toBe("refused");
    expect(refusals(result)).toEqual([
      "announced: did not report the announcement: host p3 has not reported revision 3; end those processes or repair their connection to the control, then repeat the command",
    ]);
    expect(control.only).toMatchObject({ phase: "shadow", percent: 25, epoch: 3 });
    expect(control.only).not.toHaveProperty("pollMilliseconds");
  });

  it("thaws if a process falls silent when writes freeze", async () => {
    const { control } = (await inShadow()).start(
      {},
      {},
      { silentAfter: ({ freeze }) => freeze !== undefined },
    );
    const result = await flip(situation.settings(), "new");
    expect(refusals(result)).toEqual([
      "frozen: not frozen within 2000 ms: host p3 has not reported revision 4; writes continue as before; find what holds the writes of those processes, or raise --max-freeze",
    ]);
    expect(control.only).toMatchObject({ phase: "shadow", epoch: 3, percent: 25 });
    expect(control.only).not.toHaveProperty("freeze");
    expect(result.stoppedMs).toBeGreaterThanOrEqual(2000);
  });

  it("thaws if a write stays in flight for longer than writes may be frozen", async () => {
    const { control } = (await inShadow()).start({}, { writesWhenFrozen: 2 }, {});
    const result = await flip(situation.settings(), "new", { maxFreezeMs: 700 });
    expect(refusals(result)).toEqual([
      "frozen: not frozen within 700 ms: host p2 has 2 writes in flight; writes continue as before; find what holds the writes of those processes, or raise --max-freeze",
    ]);
    expect(control.only).toMatchObject({ phase: "shadow", epoch: 3 });
    expect(control.only).not.toHaveProperty("freeze");
  });

  it("thaws if the ledger does not settle", async () => {
    const ledger = new MemoryLedger(ledgerOf(ledgerEntry("a", "p1-1")));
    situation = await new Situation(
      {
        phase: "shadow",
        gates: { maxErrorRate: 1, maxLatencyP99: 100, maxDifferences: 0, maxLedgerAge: 1e9 },
      },
      ledger,
    ).verified();
    situation.start({});
    const result = await flip(situation.settings(), "new");
    expect(refusals(result)).toEqual([
      expect.stringMatching(
        /^ledger: 1 entry, the oldest \d+ s old: a; wait until the processes have settled/,
      ),
    ]);
    expect(situation.control.only).toMatchObject({ phase: "shadow", epoch: 1 });
  });

  it("fails if a process has lifted the freeze meanwhile", async () => {
    const { control, clock } = (await inShadow()).start({}, { thaws: true });
    whileFrozen(() => clock.sleep(60_000));
    const result = await flip(situation.settings(), "new", { maxFreezeMs: 2000 });
    expect(result.outcome).toBe("refused");
    expect(refusals(result)).toEqual([
      "in-time: the flip took longer than 2000 ms; writes continue as before; repeat it at a quieter time, or raise --max-freeze",
    ]);
    expect(control.only).toMatchObject({ phase: "shadow", epoch: 3 });
    expect(control.only).not.toHaveProperty("freeze");
    expect(control.events.some(({ change }) => change === "freeze lifted")).toBe(true);
  });

  it("loses against a freeze that was lifted between its last look and its change", async () => {
    const { control } = (await inShadow()).start({});
    whileFrozen(() =>
      control.change(
        { ...thawed(control.only), revision: control.only.revision + 1 },
        { at: "", by: "p1", change: "lifted" },
      ),
    );
    const result = await flip(situation.settings(), "new");
    expect(result.outcome).toBe("refused");
    expect(refusals(result)[0]).toMatch(/^in-time: /);
    expect(control.only).toMatchObject({ phase: "shadow", epoch: 3 });
  });

  it("counts a process as ended after a whole lease without a report", async () => {
    const { control } = (await inShadow()).start({});
    await control.report(processReport("gone", 7));
    const start = situation.clock.now();
    const result = await flip(situation.settings(), "new");
    expect(result.outcome).toBe("changed");
    expect(situation.clock.now() - start).toBeGreaterThanOrEqual(30_000);
    expect(result.checks[1]?.found).toMatch(/ended without leaving: host gone$/);
  });

  it("waits for a process that wakes up after its lease", async () => {
    const { control, clock } = (await inShadow()).start({});
    await control.report(processReport("woken", 7));
    // It has reported, and will act by what it reads next; see lease.ts.
    const wake = clock.sleep(32_000).then(() => control.report(processReport("woken", 8)));
    const [result] = await Promise.all([flip(situation.settings(), "new"), wake]);
    expect(result.outcome).toBe("refused");
    expect(refusals(result)[0]).toMatch(/host woken has not reported revision/);
  });

  it.each(["changed", "refused"])(
    "opens the log of a followed store before writes freeze, and closes it if the flip is %s",
    async (outcome) => {
      situation = await new Situation({ mode: "follow", phase: "shadow" }).verified();
      const { control } = situation;
      situation.start({});
      const seen: string[] = [];
      const note = (what: string) => seen.push(`${what}${control.only.freeze ? " while frozen" : ""}`);
      const drain = () => {
        note("open");
        return Promise.resolve({
          reached: () => {
            note("wait");
            const found = { name: "drained", found: "as it must be", fix: "wait" };
            return Promise.resolve([{ ...found, ok: outcome === "changed" }]);
          },
          close: () => Promise.resolve(void note("close")),
        });
      };
      const result = await flip(situation.settings({ facts: { ...fineFacts, drain } }), "new");
      expect([result.outcome, seen]).toEqual([outcome, ["open", "wait while frozen", "close"]]);
    },
  );

  it("only checks in a dry run", async () => {
    const { control } = (await inShadow()).start({}, {});
    const result = await flip(situation.settings({ dryRun: true }), "new");
    expect([result.outcome, result.after?.phase, control.only.phase, control.only.revision]).toEqual([
      ...["dry-run", "new", "shadow", 2],
    ]);
  });
});

it("never gives writes up in the direction of the tables", async () => {
  const gates = { maxErrorRate: 1, maxLatencyP99: 100, maxDifferences: 0, maxLedgerAge: 1e9 };
  const ledger = new MemoryLedger(ledgerOf(ledgerEntry("a", "p1-1")));
  situation = await new Situation({ phase: "shadow", gates }, ledger).verified();
  const result = await flip(situation.settings(), "new", { acceptLoss: true });
  expect(refusals(result)).toEqual([expect.stringMatching(/^ledger: 1 entry/)]);
  expect(situation.control.only).toMatchObject({ phase: "shadow", epoch: 1 });
});

describe("the expectation of processes", () => {
  it("is required, and the refusal names the number that reports", async () => {
    (await inShadow()).start({}, {});
    const result = await flip(situation.settings({ expect: undefined }), "new");
    expect(refusals(result)).toEqual([
      "expected-processes: a process that has never reported, such as a scheduled job or a frozen Lambda function, cannot be seen; say how many processes there are with --expect-processes 2, or that there are no others with --no-others",
    ]);
  });

  it.each([
    [
      1,
      "expected-processes: 1 process expected, 2 report: host p1, host p2; correct --expect-processes, or end those that should not run",
    ],
    [
      3,
      "expected-processes: 3 processes expected, 2 report: host p1, host p2; start those that are missing, or check that they use this control",
    ],
  ])("refuses %d of 2 processes", async (processes, message) => {
    (await inShadow()).start({}, {});
    expect(refusals(await flip(situation.settings({ expect: { processes } }), "new"))).toEqual([message]);
  });

  it("holds with no others, whatever reports", async () => {
    (await inShadow()).start({}, {});
    expect((await flip(situation.settings({ expect: "no-others" }), "new")).outcome).toBe("changed");
  });
});

describe("the flip back", () => {
  const inNew = { phase: "new", epoch: 4 } as const;

  it("makes the old store the authority again, under a later epoch", async () => {
    situation = new Situation(inNew).start({}, {});
    const result = await flip(situation.settings(), "old");
    expect([result.outcome, refusals(result)]).toEqual(["changed", []]);
    expect(situation.control.only).toMatchObject({ phase: "shadow", percent: 0, epoch: 5 });
  });

  it("is refused while the ledger has entries", async () => {
    situation = new Situation(inNew, new MemoryLedger(ledgerOf(ledgerEntry("a", "x-1")))).start({});
    const result = await flip(situation.settings(), "old");
    expect(refusals(result)).toEqual([
      expect.stringMatching(
        /^ledger: 1 entry, the oldest \d+ s old: a; run cutover repair first; or give up those writes with --accept-loss$/,
      ),
    ]);
    expect(situation.control.only).toMatchObject({ phase: "new", epoch: 4 });
  });

  it("lists the keys that are given up with acceptLoss, each once", async () => {
    const entries = ["a", "b", "c"].flatMap((key) => [ledgerEntry(key, "x-1"), ledgerEntry(key, "x-2")]);
    situation = new Situation(inNew, new MemoryLedger(ledgerOf(...entries))).start({});
    const result = await flip(situation.settings(), "old", { acceptLoss: true });
    expect([result.outcome, result.lostKeys]).toEqual(["changed", ["a", "b", "c"]]);
    expect(situation.control.only).toMatchObject({ phase: "shadow", epoch: 5 });
    expect(situation.control.only.unverified).toBeUndefined();
  });

  it("makes an entity in follow mode unverified if writes are given up, since nothing copies those records again", async () => {
    const ledger = new MemoryLedger(ledgerOf(ledgerEntry("a", "x-1")));
    situation = new Situation({ ...inNew, mode: "follow" }, ledger).start({});
    expect((await flip(situation.settings(), "old", { acceptLoss: true })).outcome).toBe("changed");
    expect(situation.control.only.unverified?.reason).toBe(
      "the last writes of 1 record to the tables were given up",
    );
  });
});

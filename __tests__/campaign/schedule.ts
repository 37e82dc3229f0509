import type { FaultRates } from "../emulators/faults";
import { seededRandom } from "../emulators/seeded-random";
import { type Contents, expectationOf, itemText, type Policy } from "./expectation";
import type { Trigger } from "./killing-proxy";
import { drawRows, type Row } from "./rows";

/** One course of events, decided by its seed alone. */
export interface Schedule {
  readonly seed: number;
  readonly rows: readonly Row[];
  /** What the table holds before. */
  readonly base: Contents;
  readonly policy: Policy;
  readonly options: readonly string[];
  /** What requests meet on their way. */
  readonly rates: FaultRates;
  readonly maxDelayMs: number;
  /** How `run` is ended, one process after the other. */
  readonly runKills: readonly Trigger[];
  /** The request of the first process at which another client writes an item. */
  readonly foreignAt: number | undefined;
  /** Whether another client writes an item between two processes. */
  readonly foreignBetween: boolean;
  /** Whether `run` is called until it has come to its end. */
  readonly finishes: boolean;
  readonly verifies: boolean;
  readonly backsUp: readonly Trigger[] | undefined;
  readonly restoreKills: readonly Trigger[];
  readonly rollsBack: readonly Trigger[] | undefined;
  /** Items of the run that another client changes before the rollback. */
  readonly changedSince: number;
  /** Whether `run` is tried between two rollbacks. */
  readonly runsAmidRollback: boolean;
  readonly runsAgain: boolean;
}

const policies: readonly Policy[] = [undefined, "overwrite", "skip", "fail"];

export function drawSchedule(seed: number): Schedule {
  const random = seededRandom(seed);
  const chance = (share: number) => random() < share;
  const below = (limit: number) => Math.floor(random() * limit);
  const rows = drawRows(40 + below(260), random);
  const policy = policies[below(policies.length)];
  const batchSize = 3 + below(23);
  const kills = (most: number, requests: number) =>
    Array.from({ length: below(most + 1) }, () => drawTrigger(random, requests));
  // A read and a write a batch, and about two and a half items a row.
  const requests = Math.max(4, Math.ceil((rows.length * 5) / batchSize));
  const finishes = chance(0.75);
  const rollsBack = !finishes || chance(0.5);
  return {
    seed,
    rows,
    base: policy === undefined ? new Map() : drawBase(rows, random),
    policy,
    options: ["--batch-size", String(batchSize), "--concurrency", String(1 + below(8))],
    rates: drawRates(random),
    maxDelayMs: chance(0.5) ? 15 : 0,
    runKills: finishes ? kills(3, requests) : [drawTrigger(random, requests), ...kills(2, requests)],
    foreignAt: chance(0.3) ? 1 + below(requests) : undefined,
    foreignBetween: chance(0.3),
    finishes,
    verifies: chance(0.4),
    backsUp: chance(0.3) ? kills(1, 4) : undefined,
    restoreKills: kills(2, requests),
    rollsBack: rollsBack ? kills(2, Math.ceil(rows.length * 1.5)) : undefined,
    changedSince: chance(0.3) ? 1 + below(4) : 0,
    runsAmidRollback: chance(0.5),
    runsAgain: chance(0.2),
  };
}

function drawTrigger(random: () => number, requests: number): Trigger {
  const drawn = random();
  return {
    request: 1 + Math.floor(random() * requests),
    when: drawn < 0.3 ? "before" : drawn < 0.65 ? "after" : "later",
    delayMs: Math.floor(random() * 25),
    signal: random() < 0.8 ? "SIGKILL" : "SIGINT",
  };
}

function drawRates(random: () => number): FaultRates {
  if (random() < 0.4) return {};
  const share = () => random() * 0.04;
  return {
    ...{ throttle: share(), unprocessed: share(), serverError: share(), cutBefore: share() },
    ...{ cutAfter: share(), cutWithin: share(), halfAnswer: share() },
  };
}

/** Some of the items that the run will write, as they will be or otherwise, and some that it knows nothing of. */
function drawBase(rows: readonly Row[], random: () => number): Contents {
  const base = new Map<string, string>();
  for (const [key, text] of expectationOf(rows, new Map(), undefined).wanted) {
    const drawn = random();
    if (drawn < 0.06) base.set(key, text);
    else if (drawn < 0.2) base.set(key, foreignItem(key, "before"));
  }
  for (let index = 0; index < 5; index++) {
    const key = `other${index} META`;
    base.set(key, foreignItem(key, "unrelated"));
  }
  return base;
}

/** An item that another client would write to that key. */
export function foreignItem(key: string, by: string): string {
  const [partition, sort] = key.split(" ");
  return itemText({ PK: { S: partition }, SK: { S: sort }, by: { S: by }, ["__proto__"]: { S: "theirs" } });
}

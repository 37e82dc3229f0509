import type {
  ControlEvent,
  EntityControl,
  EntityReport,
  ProcessReport,
} from "../../../cutover/control/control";
import { type EntityStatus, status } from "../../../cutover/steps/status";
import { commandText } from "../../../migrations/command-line";
import type { CutoverReport } from "../../../migrations/report/page/cutover/cutover-report";
import { entityControl } from "../../cutover/control/entity-control";
import { FakeClock } from "../../cutover/memory/fake-clock";
import { controlOf, MemoryControl } from "../../cutover/memory/memory-control";
import { ledgerOf, MemoryLedger } from "../../cutover/memory/memory-ledger";
import { hostile } from "./sample-report";

/** When the sample was made. */
const madeAt = "2026-11-26T00:00:07.000Z";

/** What a sample of a cutover has. */
export interface CutoverSample {
  readonly control?: Partial<EntityControl>;
  /** Numbers of reports that each process sends while it is observed: 1 is a process that has fallen silent. */
  readonly beats?: readonly number[];
  readonly report?: Partial<EntityReport>;
  readonly entries?: readonly string[];
  readonly events?: readonly Omit<ControlEvent, "entity" | "revision">[];
}

/** A report of one entity, as `cutover status` finds it. */
export async function sampleCutover(...samples: readonly CutoverSample[]): Promise<CutoverReport> {
  const states = await Promise.all(samples.map(sampleStatus));
  return {
    ...{
      control: "table forum-dev-cutover-control",
      ledger: "table forum-dev-cutover-ledger",
      madeAt,
      states,
    },
    commandLine: (command) => commandText([...command, "--outputs", "outputs.json"]),
  };
}

async function sampleStatus(sample: CutoverSample): Promise<EntityStatus> {
  const { control: changes = {}, beats = [2, 2, 2], entries = [], events = [] } = sample;
  const state = entityControl({ entity: "users", phase: "shadow", revision: 7, ...changes });
  const control = new MemoryControl(controlOf(state));
  control.state.events = events.map((event, index) => ({
    ...event,
    entity: state.entity,
    revision: 7 - index,
  }));
  let looks = 0;
  control.reports = () => {
    looks++;
    return Promise.resolve(beats.map((max, index) => reportOf(index, Math.min(looks, max), state, sample)));
  };
  const ledger = new MemoryLedger(
    ledgerOf(
      ...entries.map((key, index) => ({
        ...{ entity: state.entity, key, writer: `p${index + 1}:${index + 40}`, revision: 6, epoch: 1 },
        at: new Date(Date.parse(madeAt) - (index + 1) * 30_000).toISOString(),
      })),
    ),
  );
  const clock = new FakeClock(true);
  clock.wall = () => new Date(madeAt);
  const [found] = await status({ control, ledger, clock, observeMilliseconds: 6000 });
  return found as EntityStatus;
}

function reportOf(index: number, beats: number, state: EntityControl, sample: CutoverSample): ProcessReport {
  const zero = { old: 0, new: 0 };
  return {
    ...{ process: `p${index + 1}`, label: `web-${index + 1}:${4000 + index}`, beats },
    at: beats === 1 ? "2026-11-25T23:59:25.000Z" : "2026-11-26T00:00:04.000Z",
    entities: [
      {
        ...{ entity: state.entity, revision: state.revision, writesInFlight: index, reads: zero, writes: 0 },
        ...{ errors: zero, latencyP99: { new: 6.4 }, compared: 0, differences: 0, dropped: 0 },
        ...(beats > 1 && { reads: { old: 9120, new: 1013 }, writes: 402, compared: 101, ...sample.report }),
      },
    ],
  };
}

/** Changes of a control, newest first. */
export const sampleEvents: readonly Omit<ControlEvent, "entity" | "revision">[] = [
  { at: "2026-11-25T22:10:00.000Z", by: "ada@build-3", change: "read percentage 1 → 10" },
  { at: "2026-11-25T21:00:00.000Z", by: "ada@build-3", change: "read percentage 0 → 1" },
  { at: "2026-11-25T20:40:00.000Z", by: hostile, change: "repair --all: no differences", kind: "verified" },
  { at: "2026-11-25T20:00:00.000Z", by: "ada@build-3", change: "phase dual → shadow", kind: "phase" },
];

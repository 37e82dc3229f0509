import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import {
  UnansweredMarks,
  type UnansweredMarksSettings,
} from "../../../../migrations/pipeline/follow/unanswered-marks";
import { followPhases } from "../../../../migrations/run-store/follow/follow-state";

const startedAt = "2026-11-26T10:00:00.000Z";
const lostAt = "2026-11-26T10:05:00.000Z";
const entities = ["users", "orders"];

interface Made {
  readonly entities: readonly string[];
  readonly at: string;
}

function open(settings: Partial<UnansweredMarksSettings> = {}) {
  const made: Made[] = [];
  const process: { lastAt: Date | undefined } = { lastAt: undefined };
  const marks = new UnansweredMarks({
    ...{ entities, state: { phase: "stopped" }, now: () => new Date(startedAt) },
    lastAt: () => process.lastAt,
    mark: (names, at) => {
      made.push({ entities: names, at });
      return Promise.resolve(names);
    },
    ...settings,
  });
  return { marks, made, process };
}

describe("marks of writes that had no response", () => {
  it("are none while every write has one", async () => {
    const { marks, made } = open();
    await marks.make();
    expect([marks.state, made]).toEqual([undefined, []]);
  });

  it.each(followPhases)("count the last requests of a process that was killed: its phase is %s", (phase) => {
    const wasKilled = ["catching-up", "following", "draining"].includes(phase);
    const { marks } = open({ state: { phase } });
    expect(marks.state).toEqual(wasKilled ? { at: startedAt, unmarked: entities } : undefined);
  });

  it("are made once for each write, and stay known", async () => {
    const { marks, made, process } = open();
    process.lastAt = new Date(lostAt);
    expect(marks.state).toEqual({ at: lostAt, unmarked: entities });
    await marks.make();
    await marks.make();
    expect(made).toEqual([{ entities, at: lostAt }]);
    expect(marks.state).toEqual({ at: lostAt, unmarked: [] });
    process.lastAt = new Date("2026-11-26T10:06:00.000Z");
    expect(marks.state?.unmarked).toEqual(entities);
  });

  it("wait for a control that cannot be reached", async () => {
    let isReachable = false;
    const mark = (names: readonly string[]) =>
      isReachable
        ? Promise.resolve(names)
        : Promise.reject(new UnreachableError("table-unreachable", "no control"));
    const { marks, process } = open({ mark });
    process.lastAt = new Date(lostAt);
    await expect(marks.make()).rejects.toThrow("no control");
    expect(marks.state?.unmarked).toEqual(entities);
    isReachable = true;
    await marks.make();
    expect(marks.state?.unmarked).toEqual([]);
  });

  it("wait for entities that the control does not have yet, also in the next process", async () => {
    const { marks, process } = open({ mark: () => Promise.resolve(["orders"]) });
    process.lastAt = new Date(lostAt);
    await marks.make();
    expect(marks.state).toEqual({ at: lostAt, unmarked: ["users"] });
    const next = open({ state: { phase: "stopped", unanswered: marks.state } });
    await next.marks.make();
    expect(next.made).toEqual([{ entities: ["users"], at: lostAt }]);
  });

  it("are missing again if a write is lost while they are made", async () => {
    const laterAt = "2026-11-26T10:05:01.000Z";
    const { marks, process } = open({
      mark: (names) => {
        process.lastAt = new Date(laterAt);
        return Promise.resolve(names);
      },
    });
    process.lastAt = new Date(lostAt);
    await marks.make();
    expect(marks.state).toEqual({ at: laterAt, unmarked: entities });
  });

  it("wait for a process that knows a control", async () => {
    const { marks, process } = open({ mark: undefined });
    process.lastAt = new Date(lostAt);
    await marks.make();
    expect(marks.state).toEqual({ at: lostAt, unmarked: entities });
  });
});

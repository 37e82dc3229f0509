import { describe, expect, it } from "vitest";
import { EventQueue } from "../../../../../../migrations/sources/sql/mysql/binlog/event-queue";
import type { BinlogEvent } from "../../../../../../migrations/sources/sql/mysql/binlog/zongji-driver";

function event(type: string, rows = 0): BinlogEvent {
  return {
    getTypeName: () => type,
    ...{ timestamp: 0, nextPosition: 0, rows: Array.from({ length: rows }, () => ({})) },
  };
}

function queueWithFlow() {
  const calls: string[] = [];
  const queue = new EventQueue({ pause: () => calls.push("pause"), resume: () => calls.push("resume") });
  return { queue, calls };
}

describe("EventQueue", () => {
  it.each([
    [1999, []],
    [2000, ["pause"]],
  ])("pauses the connection at more rows than fit: %i", (rows, expected) => {
    const { queue, calls } = queueWithFlow();
    queue.add(event("WriteRows", rows));
    expect(calls).toEqual(expected);
  });

  it("does not pause while ZongJi itself has paused, to look a table up", () => {
    const { queue, calls } = queueWithFlow();
    queue.add(event("WriteRows", 1990));
    for (let count = 0; count < 20; count++) queue.add(event("TableMap"));
    expect(calls).toEqual([]);
    queue.add(event("WriteRows", 1));
    expect(calls).toEqual(["pause"]);
  });

  it("resumes once, when everything was taken", async () => {
    const { queue, calls } = queueWithFlow();
    queue.add(event("WriteRows", 3000));
    queue.add(event("Xid"));
    expect((await queue.take())?.getTypeName()).toBe("WriteRows");
    expect((await queue.take())?.getTypeName()).toBe("Xid");
    const next = queue.take();
    expect(calls).toEqual(["pause", "resume"]);
    queue.add(event("Heartbeat"));
    expect((await next)?.getTypeName()).toBe("Heartbeat");
  });
});

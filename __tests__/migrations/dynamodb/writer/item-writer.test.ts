import { describe, expect, it } from "vitest";
import { DryWriter } from "../../../../migrations/dynamodb/writer/item-writer";
import type { NumberedWrite } from "./put-of";
import { writes } from "./writer-harness";

describe("DryWriter", () => {
  it("says of every item that it was written", async () => {
    const settled: unknown[] = [];
    const writer = new DryWriter<NumberedWrite>((write, { kind }) => settled.push([write.sequence, kind]));
    for (const write of writes(2)) writer.write(write);
    await writer.finish();
    await writer.drain();
    expect(settled).toEqual([
      [1, "written"],
      [2, "written"],
    ]);
  });
});

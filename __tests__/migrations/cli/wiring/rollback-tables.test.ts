import { expect, it } from "vitest";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { rollbackTables } from "../../../../migrations/cli/wiring/rollback-tables";
import { sampleCheckpoint } from "../../run-store/sample-checkpoint";

it.each(["us-east-1", "https://dynamodb.example.com", "http://127.0.0.1.example.com:8000"])(
  "--local refuses to roll back a run that wrote to %s",
  async (place) => {
    const { target } = sampleCheckpoint();
    const checkpoint = sampleCheckpoint({ target: { ...target, place } });
    const options = { local: true, runFolder: ".dynamodb-migrate" };
    await expect(rollbackTables(checkpoint, options, {} as ProcessContext)).rejects.toMatchObject({
      kind: "usage",
      code: "target-changed",
      message: `run forum-1 has written to ${place}, not to the embedded DynamoDB; omit --local`,
    });
  },
);

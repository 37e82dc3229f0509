import { expect, it } from "vitest";
import { readWorkersOutput } from "../../../migrations/targets/read-outputs";
import { sampleOutput } from "./sample-output";

const workers = {
  ...{ formatVersion: 1, region: "us-east-1", queueArn: "queue", jobDefinitionArn: "definition:1" },
  ...{ location: "s3://runs/forum", logGroup: "/dynamodb-migrate/forum", maxWorkers: 16 },
};
const read = (outputs: object, stack?: string) =>
  readWorkersOutput("outputs.json", JSON.stringify(outputs), stack);

it("finds the workers of the stack with the tables", () => {
  const outputs = {
    one: { dynamodb_tables: sampleOutput(), migration_workers: workers },
    two: { dynamodb_tables: sampleOutput(), migration_workers: { ...workers, maxWorkers: 2 } },
  };
  expect(read(outputs, "two")).toEqual({ ...workers, maxWorkers: 2 });
});

it("finds the workers in the output of terraform", () => {
  const outputs = { dynamodb_tables: { value: sampleOutput() }, migration_workers: { value: workers } };
  expect(read(outputs)).toEqual(workers);
});

it("finds none in a stack without workers", () => {
  expect(read({ dynamodb_tables: { value: sampleOutput() } })).toBeUndefined();
});

it("refuses a location that is not below a bucket", () => {
  const outputs = {
    dynamodb_tables: { value: sampleOutput() },
    migration_workers: { value: { ...workers, location: "s3://runs/" } },
  };
  expect(() => read(outputs)).toThrow("outputs.json migration_workers.location: ");
});

import { expect, it } from "vitest";
import { jobName, onBatch } from "../../../../migrations/cli/wiring/on-batch";

const output = {
  ...{ formatVersion: 1 as const, region: "us-east-1", queueArn: "queue", jobDefinitionArn: "definition:1" },
  ...{ location: "s3://runs/forum", logGroup: "/dynamodb-migrate/forum", maxWorkers: 16 },
};
const migration = { definition: { name: "shop" }, workers: output } as Parameters<typeof onBatch>[1];
const options = {
  on: "batch",
  journal: true,
  concurrency: 8,
  batchSize: 25,
  runFolder: ".dynamodb-migrate",
} as const;
const chosen = (more: Partial<Parameters<typeof onBatch>[0]>, of = migration) =>
  onBatch({ ...options, ...more }, of);

it("takes all workers and the migration's own location by default", () => {
  expect(chosen({})).toMatchObject({ workers: 16, location: "s3://runs/forum/shop" });
});

it.each([
  [249, 1],
  [250, 1],
  [499, 1],
  [500, 2],
  [4000, 16],
  [1_000_000, 16],
])("takes no more workers than a rate of %i is worth, which are %i", (rate, workers) => {
  expect(chosen({ rate })).toMatchObject({ workers });
  expect(chosen({ rate, workers: 12 })).toMatchObject({ workers: 12 });
});

it("leaves workers and location as they are given", () => {
  const given = { workers: 3, location: "s3://runs/forum/second?region=us-east-1" };
  expect(chosen(given)).toMatchObject(given);
});

it("changes nothing of a run on this machine", () => {
  expect(chosen({ on: undefined })).not.toHaveProperty("location");
});

it.each([
  [{ on: undefined, detach: true }, "options-conflict", "--detach needs --on batch"],
  [{ local: true }, "options-conflict", "--on batch and --local are mutually exclusive"],
  [
    { location: "s3://runs/forumx/shop" },
    "batch-unknown",
    '--location must be below s3://runs/forum, which the workers may use, got "s3://runs/forumx/shop"',
  ],
  [
    { workers: 10_001 },
    "batch-unknown",
    "--workers must be at most 10,000 with --on batch, which is the limit of an array job, got 10001",
  ],
])("refuses %j", (more, code, message) => {
  expect(() => chosen(more)).toThrow(expect.objectContaining({ code, message }) as Error);
});

it("takes 10,000 workers", () => {
  expect(chosen({ workers: 10_000 })).toMatchObject({ workers: 10_000 });
});

it("refuses outputs without workers", () => {
  expect(() => chosen({}, { ...migration, workers: undefined })).toThrow(
    expect.objectContaining({
      code: "batch-unknown",
      message:
        "outputs.json has no output migration_workers; add migrationWorkers to tables.yaml and apply it",
    }) as Error,
  );
});

it("names the job after the run, as Batch allows", () => {
  expect(jobName("shop.v2-20261126")).toBe("shop-v2-20261126");
  expect(jobName("s".repeat(200))).toHaveLength(128);
});

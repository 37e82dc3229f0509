import { beforeEach, expect, it, vi } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { findDynamoDbLocal } from "../../../emulators/dynamodb-local";
import { describeWith } from "../../../emulators/real-part";
import { Clock } from "../../dynamodb/rate/clock";
import { useWorkspace } from "../workspace";

const here = vi.hoisted(() => ({ clock: undefined as unknown as Clock }));
vi.mock("../../../../migrations/cli/clock", () => ({
  clock: { now: () => here.clock.now(), sleep: (ms: number) => here.clock.sleep(ms) },
}));

/** A read unit each. */
const items = Array.from({ length: 100 }, (_, index): Item => {
  return { id: { S: `n${index}` }, text: { S: "x".repeat(4060) } };
});
const units = items.length;

describeWith("reads with a rate", findDynamoDbLocal, (dynamoDbLocal) => {
  const shop = useWorkspace(dynamoDbLocal, {});

  beforeEach(() => shop().makeOldTable("old", items));

  /** Seconds that a command has waited. */
  async function waited(line: string): Promise<number> {
    here.clock = new Clock();
    const { code, error } = await shop().command(line);
    expect(code, error.join("\n")).toBe(0);
    return (here.clock.time - 1000) / 1000;
  }

  it.each([
    "backup --table old --to packed",
    "backup --table old --format json --to plain",
    "export --table old --to exported",
  ])("%s: takes as long as --rate says", async (line) => {
    const seconds = await waited(`${line} --rate 5 --region us-east-1`);
    expect(seconds * 5).toBeGreaterThanOrEqual(units);
    expect(seconds * 5).toBeLessThan(units * 1.25);
  });

  const copyFrom = (parameters: string): Promise<void> =>
    shop().file(
      "migration.yaml",
      `name: copy\nsource: { dynamodb: "${shop().endpoint}?${parameters}" }\nentities:\n  note: { from: { table: old }, to: notes }\n`,
    );

  it.each([
    ["rate=5", units],
    ["rate=5&read=eventual", units / 2],
  ])("run: takes as long as ?%s of its source says", async (parameters, expected) => {
    await copyFrom(parameters);
    const seconds = await waited("run");
    expect(await shop().items("notes")).toHaveLength(items.length);
    expect(seconds * 5).toBeGreaterThanOrEqual(expected);
    expect(seconds * 5).toBeLessThan(expected * 1.25);
  });

  it("verify: takes as long as --read-rate says", async () => {
    await copyFrom("segments=1");
    await waited("run");
    const seconds = await waited("verify --read-rate 5");
    expect(seconds * 5).toBeGreaterThanOrEqual(units);
    expect(seconds * 5).toBeLessThan(units * 1.25);
  });

  it("verify: refuses --read-rate with a sample, which scans no table", async () => {
    expect(await shop().command("verify --sample 5 --read-rate 5")).toMatchObject({
      code: 2,
      error: ["--sample and --read-rate do not go together: a sample scans no table"],
    });
  });

  it("waits for nothing where no rate is given", async () => {
    expect(await waited("backup --table old --region us-east-1 --to quick")).toBe(0);
  });

  it.each([
    ["backup --on-demand --rate 5", "--on-demand"],
    ["export --s3 s3://exports/x --rate 5", "--s3"],
  ])("%s: refuses a rate where the service does the work", async (line, option) => {
    expect(await shop().command(line)).toMatchObject({
      code: 2,
      error: [
        `--rate and ${option} are mutually exclusive: DynamoDB copies the table itself and consumes none of its read units`,
      ],
    });
  });

  it.each(["backup", "export"])("%s: refuses a rate that is no number of units", async (command) => {
    const { code, error } = await shop().command(`${command} --rate 0.5`);
    expect(error[0]).toMatch(/--rate <units>.+expected a whole number of at least 1, got "0\.5"/);
    expect(code).toBe(2);
  });
});

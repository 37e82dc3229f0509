import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { runBucketActions, runObjectActions } from "../../constructs/workers/worker-statements";
import { loadTables } from "../../stacks";
import { blocks, readPage, repository } from "./doc-page";

/** What IAM calls the commands of the SDK. */
const actionOf: ReadonlyMap<string, string> = new Map([
  ["GetObject", "s3:GetObject"],
  ["PutObject", "s3:PutObject"],
  ["DeleteObjects", "s3:DeleteObject"],
  ["ListObjectsV2", "s3:ListBucket"],
]);
const allowed = [...runObjectActions, ...runBucketActions].toSorted();

it("the workers' role allows in S3 what the store of runs calls, and nothing else", () => {
  const source = readFileSync(join(repository, "migrations/objects/s3-conditional-objects.ts"), "utf8");
  const commands = [...source.matchAll(/new module\.(\w+)Command\(/g)].map(([, command = ""]) => command);
  expect([...new Set(commands.map((command) => actionOf.get(command) ?? command))].toSorted()).toEqual(
    allowed,
  );
});

it("the page of the workers says what each action in S3 is for", () => {
  const { text } = readPage("docs/constructs/migration-workers.md");
  const named = [...text.matchAll(/^\| `(s3:\w+)` +\|/gm)].map(([, action]) => action);
  expect(named.toSorted()).toEqual(allowed);
});

it.each(["docs/workers.md", "docs/constructs/migration-workers.md"])(
  "the settings on %s are valid",
  (path) => {
    const [settings] = blocks(readPage(path), "yaml");
    const file = `service: forum\nenvironment: prod\nregions: { primary: us-east-1 }\ntables: { posts: { partitionKey: id } }\n${settings?.code}`;
    expect(loadTables("tables.yaml", file).migrationWorkers).toMatchObject({ maxWorkers: 100, spot: true });
  },
);

it("the Dockerfile starts the program itself, as a user without privileges", () => {
  const { text } = readPage("docs/workers.md");
  const [, dockerfile = ""] = /```dockerfile\n([\s\S]*?)```/.exec(text) ?? [];
  const { bin } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { bin: object };
  expect(dockerfile).toMatch(/^FROM node:22-slim$/m);
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toContain(`ENTRYPOINT ["/migration/node_modules/.bin/${Object.keys(bin)[0]}"]`);
});

it("the results of the arithmetic follow from what is beside them", () => {
  const { text } = readPage("docs/workers.md");
  const seconds = 1e9 / 40_000;
  const puts = 1e9 / 25 + 1000 * seconds * (1 / 10 + 1 / 5) + (1000 * seconds) / 10;
  const gets = (1000 * seconds) / 5 + (1000 * 9 * seconds) / 5 + 1e9 / 25;
  const putsOf100 = 100 * seconds * 5 + 100 * seconds * (1 / 10 + 1 / 5) + (1000 * seconds) / 10;
  const fargate = (workers: number) => workers * (seconds / 3600) * (0.04048 + 2 * 0.004445);
  const whole = (value: number) => Math.round(value).toLocaleString("en-US");
  for (const result of [
    `${whole(seconds)} s, ${(seconds / 3600).toFixed(1)} h`,
    `${whole(puts)} PUT requests ÷ ${whole(seconds)} s`,
    `${whole(puts / seconds)} PUT per second`,
    `$${whole(fargate(1000))} `,
    `$${whole(fargate(100))} `,
    `$${whole((puts * 0.005) / 1000)} `,
    `${whole(100 * seconds * 5)} `,
    `${whole(putsOf100 / 1e6)} million × $0.005`,
    `$${whole((putsOf100 * 0.005) / 1000)} `,
    `take ${((100 * seconds * 5 * 0.02) / 32 / 3600).toFixed(1)} hours`,
    `${whole(gets / 1e6)} million × $0.0004`,
    `$${whole((gets * 0.0004) / 1000)} `,
  ])
    expect(text).toContain(result);
});

it("the state machine on the page has states", () => {
  const [machine] = blocks(readPage("docs/workers.md"), "json");
  expect(parse(machine?.code ?? "")).toMatchObject({
    StartAt: "Workers",
    States: { Workers: { Type: "Map" } },
  });
});

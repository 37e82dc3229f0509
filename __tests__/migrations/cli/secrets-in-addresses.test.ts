import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import type { CommandRun } from "./workspace";
import { useWorkspace } from "./workspace";

const secret = "Xq7Secret";
const closed = "127.0.0.1:1";

const sources: readonly (readonly [kind: string, address: string])[] = [
  ["dynamodb", `us-east-1@http://user:${secret}@${closed}`],
  ["dynamodb", `http://${secret}@${closed}`],
  ["dynamodb", `us-east-1@http://${closed}?token=${secret}`],
  ["dynamodb", `us-east-1@http://${closed}/#${secret}`],
  ["dynamodb", `us-east-1@http://user:${secret} x@${closed}`],
  ...["json", "csv", "jsonl", "sqlite", "dynamodbExport"].flatMap((kind) => [
    [kind, `http://user:${secret}@${closed}/folder`] as const,
    [kind, `missing?token=${secret}`] as const,
    [kind, `Server=db;Password=${secret};`] as const,
  ]),
  ...["mysql", "postgres"].flatMap((kind) => [
    [kind, `${kind}://user:${secret}@${closed}/shop`] as const,
    [kind, `${kind}://user:1/${secret}@${closed}/shop`] as const,
    [kind, `${kind}://user:x@${closed}/shop?password=${secret}`] as const,
    [kind, `${kind}://user:x@${closed}/shop;password=${secret}`] as const,
    [kind, `http://user:${secret}@${closed}/shop`] as const,
  ]),
  ["dynamodbExport", `s3://user:${secret}@bucket/prefix`],
  ["dynamodbExport", `s3://bucket/prefix?token=${secret}`],
  ["dynamodbExport", `s3://bucket/prefix?endpoint=http://user:${secret}@${closed}`],
];

const fromOf = (kind: string): string => {
  if (["json", "csv", "jsonl"].includes(kind)) return "{ file: notes.json }";
  return kind === "dynamodbExport" ? "{}" : "{ table: notes }";
};

const migration = (kind: string, address: string): string => `
name: shop
source: { ${kind}: ${JSON.stringify(address)} }
entities:
  note: { from: ${fromOf(kind)}, to: notes }
`;

describeWith("a secret in an address", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    [`data?token=${secret}/notes.json`]: JSON.stringify([{ id: "n1", rank: 1 }, { rank: 2 }]),
  });

  async function written(): Promise<string> {
    const folder = join(shop().folder, ".dynamodb-migrate");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const files = entries.filter((entry) => entry.isFile());
    const texts = await Promise.all(
      files.map((file) => readFile(join(file.parentPath, file.name), "latin1")),
    );
    return texts.join("\n");
  }

  function expectHidden(runs: readonly CommandRun[], more = ""): void {
    const everything = [...runs.flatMap(({ error, out }) => [...error, out]), more].join("\n");
    expect(everything).not.toContain(secret);
  }

  it.each(sources)(
    "is neither printed nor kept by a run from %s: %s",
    async (kind, address) => {
      await shop().file("migration.yaml", migration(kind, address));
      const runs: CommandRun[] = [];
      for (const line of [
        "plan",
        "plan --json",
        "run",
        "run --json",
        "run --dry-run",
        "verify",
        "verify --json",
      ])
        runs.push(await shop().command(line));
      for (const line of ["status", "report -o -", "report --json"]) runs.push(await shop().command(line));
      expect(runs[0]?.code).toBeGreaterThan(1);
      expectHidden(runs, await written());
    },
    60_000,
  );

  it("is neither printed nor kept by a run that finishes, its report and its rollback", async () => {
    await shop().file("migration.yaml", migration("json", `data?token=${secret}`));
    const runs: CommandRun[] = [];
    for (const line of ["plan", "run", "verify", "status", "report", "report --json", "rollback --yes"])
      runs.push(await shop().command(line));
    expect(runs[1]?.error.join()).toContain(": finished after");
    expectHidden(runs, await written());
  });

  const endpoints = [
    `http://user:${secret}@${closed}`,
    `http://${closed}?token=${secret}`,
    `http://${closed}#${secret}`,
    `user:${secret}@${closed}`,
    `http://user:${secret}/x@${closed}`,
  ];

  it.each(endpoints)("of an endpoint is refused: %s", async (endpoint) => {
    await shop().file("migration.yaml", migration("json", "data?token=" + secret));
    const lines = [
      ...["plan", "run", "verify", "seed", "env", "backup notes", "restore x", "export notes", "import x"],
      ...["tables list", "tables describe x", "tables delete x --yes", "backup --list"],
      "import --s3 s3://bucket/x --table new --key id",
    ];
    const runs: CommandRun[] = [];
    for (const line of lines) runs.push(await shop().command(`${line} --endpoint ${endpoint}`));
    const fromEnvironment = await shop().command("seed --json", {
      env: { AWS_ENDPOINT_URL_DYNAMODB: endpoint },
    });
    expect(fromEnvironment.code).toBe(2);
    expect(runs.map(({ code }) => code)).toEqual(lines.map(() => 2));
    expect(runs[1]?.error[0]).toContain("the endpoint (--endpoint");
    expectHidden([...runs, fromEnvironment], await written());
  });

  it.each([
    [`run --endpont=http://user:${secret}@${closed}`],
    [`run --outputs http://user:${secret}@${closed}/outputs.json`],
    [`run --outputs hcp:https://user:${secret}@host/org/work`],
    [`export notes --s3 s3://user:${secret}@bucket`],
    [`run http://user:${secret}@${closed}/migration.yaml`],
  ])("is not repeated from a wrong command line: %s", async (line) => {
    expectHidden([await shop().command(line), await shop().command(`${line} --json`)]);
  });

  it.each(["HTTPS_PROXY", "HTTP_PROXY"])(
    "of %s is not printed if the proxy cannot be reached",
    async (name) => {
      await shop().file("migration.yaml", migration("dynamodb", "us-east-1"));
      const env = {
        [name]: `http://user:${secret}@${closed}`,
        AWS_ACCESS_KEY_ID: "a",
        AWS_SECRET_ACCESS_KEY: secret,
      };
      const line = "tables list --region us-east-1 --endpoint http://dynamodb.invalid:8000";
      expectHidden([await shop().command(line, { env })]);
    },
    60_000,
  );

  it("that is Terraform's token is not printed if the host cannot be reached", async () => {
    const env = { TF_TOKEN_127_0_0_1_1: secret };
    const run = await shop().command(`plan --outputs hcp:${closed}/org/work`, { env });
    expect(run.error[0]).toContain("cannot reach 127.0.0.1:1");
    expectHidden([run]);
  });
});

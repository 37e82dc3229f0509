import { readFile } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { type Answer, ask, jsonAnswer, type Question } from "../../emulators/http-exchange";
import { type ProgramRun, runProgram } from "../../emulators/program";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { useWorkspace } from "./workspace";

const credentials = `
[old]
aws_access_key_id = OLDKEY
aws_secret_access_key = secret
`;
const config = `
[profile old-role]
role_arn = arn:aws:iam::123456789012:role/old
source_profile = old
region = us-east-1
`;
/** What AWS STS answers; the access key tells which role was assumed. @param expiration of the credentials */
const roleOf = (question: Question, expiration: string): string => {
  const { RoleArn: arn = "", ExternalId: id = "" } = Object.fromEntries(
    new URLSearchParams(question.body.toString()),
  ) as { RoleArn?: string; ExternalId?: string };
  const key = arn.endsWith("/old") ? "ROLEKEY" : `KEYOF${arn.split("/").at(-1)}${id}`;
  return `
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
  <Expiration>${expiration}</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
};
const denied = `
<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
  <Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform sts:AssumeRole</Message>
</Error></ErrorResponse>`;
const unrecognized = { __type: "com.amazon.coral.service#UnrecognizedClientException", message: "no" };
const invalidKey = "<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>";
const machine = {
  ...{ AccessKeyId: "MACHINEKEY", SecretAccessKey: "secret", Token: "token" },
  Expiration: "2099-01-01T00:00:00Z",
};

/** A server that keeps the access keys with which its requests were signed. */
interface Signed extends ProxyServer {
  readonly keys: Set<string | undefined>;
}

async function startSigned(respond: (question: Question) => Promise<Answer>): Promise<Signed> {
  const keys = new Set<string | undefined>();
  const server = await startProxyServer((question) => {
    keys.add(/Credential=([^/]+)/.exec(question.headers.authorization ?? "")?.[1]);
    return respond(question);
  });
  return { ...server, keys };
}

function answer(body: Buffer, headers: Answer["headers"]): Answer {
  return { status: 200, headers, body };
}

describeWith("the profile that a source's address names", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, { credentials, config });
  const agent = new Agent();
  const servers: Signed[] = [];
  let tables: Signed;
  let oldTables: Signed;
  let objects: Signed;
  let tokens: Signed;
  let container: Signed;
  /** Whether the profile's keys are replaced in their file as soon as they are used, and refused. */
  let isReplaced: boolean;
  /** The roles that expire at once; later they are assumed for longer, with other keys. */
  let shortRoles: number;

  async function start(respond: (question: Question) => Promise<Answer>): Promise<Signed> {
    const server = await startSigned(respond);
    servers.push(server);
    return server;
  }

  async function replace({ headers }: Question): Promise<boolean> {
    if (!isReplaced || !/Credential=OLDKEY/.test(headers.authorization ?? "")) return false;
    await shop().file("credentials", credentials.replace("OLDKEY", "NEWKEY"));
    return true;
  }

  beforeAll(async () => {
    tables = await start((question) => ask(shop().endpoint, question, agent));
    oldTables = await start(async (question) => {
      if (await replace(question)) return jsonAnswer(400, unrecognized);
      return ask(shop().endpoint, question, agent);
    });
    objects = await start(async (question) => {
      if (await replace(question)) return { ...answer(Buffer.from(invalidKey), {}), status: 403 };
      const [, name = ""] = /^\/exports\/nightly\/e1\/([^?]+)/.exec(question.path) ?? [];
      return answer(await readFile(join(shop().folder, "e1", name)), { etag: '"e"' });
    });
    tokens = await start((question) => {
      const xml = { "content-type": "text/xml" };
      if (question.body.includes("nobody"))
        return Promise.resolve({ ...answer(Buffer.from(denied), xml), status: 403 });
      const isShort = shortRoles-- > 0;
      const role = roleOf(
        question,
        isShort ? new Date(Date.now() + 1000).toISOString() : "2099-01-01T00:00:00Z",
      );
      return Promise.resolve(answer(Buffer.from(isShort ? role.replace("KEYOF", "SHORTKEYOF") : role), xml));
    });
    container = await start(() => Promise.resolve(jsonAnswer(200, machine)));
    await writeExport(join(shop().folder, "e1"), [exportLines([{ id: { S: "n1" } }])]);
  });
  beforeEach(async () => {
    for (const { keys } of servers) keys.clear();
    isReplaced = false;
    shortRoles = 0;
    await shop().makeOldTable("old", [{ id: { S: "n1" } }]);
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    agent.destroy();
  });

  /** Runs a migration from a source, where other credentials are at hand in each of the usual ways. */
  async function run(source: string, from: string, roles = ""): Promise<ProgramRun> {
    const entities = `entities: { note: { from: ${from}, to: notes } }`;
    await shop().file("migration.yaml", `name: shop\nsource: ${source}\n${entities}\n${roles}`);
    return program("run", "--endpoint", tables.endpoint);
  }

  function program(...line: string[]): Promise<ProgramRun> {
    const [command, ...parameters] = runner(...line);
    const { folder } = shop();
    const environment = {
      ...{ PATH: process.env["PATH"], HOME: folder },
      ...{
        AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
        AWS_CONFIG_FILE: join(folder, "config"),
      },
      ...{ AWS_ACCESS_KEY_ID: "ENVKEY", AWS_SECRET_ACCESS_KEY: "secret" },
      ...{ AWS_CONTAINER_CREDENTIALS_FULL_URI: container.endpoint, AWS_ENDPOINT_URL_STS: tokens.endpoint },
    };
    return runProgram(command, parameters, { folder, environment });
  }

  const fromTable = (profile: string) =>
    run(`{ dynamodb: "us-east-1@${oldTables.endpoint}?profile=${profile}" }`, "{ table: old }");
  const fromExport = (profile: string) =>
    run(
      `{ dynamodbExport: "s3://exports/nightly?endpoint=${objects.endpoint}&profile=${profile}" }`,
      "{ folder: e1 }",
    );

  it("signs the reading of its tables, and nothing else", async () => {
    const { code, text } = await fromTable("old");
    expect(code, text).toBe(0);
    expect([oldTables.keys, tables.keys]).toEqual([new Set(["OLDKEY"]), new Set(["ENVKEY"])]);
    expect(text).not.toContain("Multiple credential sources");
    expect(await shop().ids("notes")).toEqual(["n1"]);
  });

  it("signs the reading of its exports, and nothing else", async () => {
    const { code, text } = await fromExport("old");
    expect(code, text).toBe(0);
    expect([objects.keys, tables.keys]).toEqual([new Set(["OLDKEY"]), new Set(["ENVKEY"])]);
    expect(await shop().ids("notes")).toEqual(["n1"]);
  });

  it.each([
    ["tables", fromTable, () => oldTables],
    ["exports", fromExport, () => objects],
  ])("is read again after its keys were replaced, for %s", async (_what, from, source) => {
    isReplaced = true;
    const { code, text } = await from("old");
    await shop().file("credentials", credentials);
    expect(code, text).toBe(0);
    expect(source().keys).toEqual(new Set(["OLDKEY", "NEWKEY"]));
    expect(await shop().ids("notes")).toEqual(["n1"]);
  });

  it("can take on a role with the keys of another", async () => {
    const { code, text } = await fromTable("old-role");
    expect(code, text).toBe(0);
    expect([tokens.keys, oldTables.keys]).toEqual([new Set(["OLDKEY"]), new Set(["ROLEKEY"])]);
  });

  it("gives way to the role of each side that the migration file names, also in a rollback", async () => {
    const arn = "arn:aws:iam::111122223333:role/ops";
    const { code, text } = await run(
      `{ dynamodb: "us-east-1@${oldTables.endpoint}?profile=old" }`,
      "{ table: old }",
      `assumeRole: { source: { arn: ${arn}/reader, externalId: shop7 }, target: { arn: ${arn}/writer } }\n`,
    );
    expect(code, text).toBe(0);
    expect([oldTables.keys, tables.keys]).toEqual([new Set(["KEYOFreadershop7"]), new Set(["KEYOFwriter"])]);
    expect(tokens.keys).toEqual(new Set(["OLDKEY", "ENVKEY"]));
    expect(await shop().ids("notes")).toEqual(["n1"]);
    tables.keys.clear();
    const undone = await program("rollback", "--yes");
    expect(undone.code, undone.text).toBe(0);
    expect(tables.keys).toEqual(new Set(["KEYOFwriter"]));
  });

  it("gives way to a role that is assumed again before its credentials expire", async () => {
    shortRoles = 2;
    const { code, text } = await run(
      `{ dynamodb: "us-east-1@${oldTables.endpoint}" }`,
      "{ table: old }",
      "assumeRole: { source: { arn: arn:aws:iam::111122223333:role/reader } }\n",
    );
    expect(code, text).toBe(0);
    expect(oldTables.keys).toContain("KEYOFreader");
    expect([...oldTables.keys].every((key) => /^(SHORT)?KEYOFreader$/.test(key ?? ""))).toBe(true);
    expect(await shop().ids("notes")).toEqual(["n1"]);
  });

  it("is not used by init and find if they are given a role", async () => {
    const arn = "arn:aws:iam::111122223333:role/reader";
    const role = ["--assume-role", arn, "--external-id", "shop7"];
    const found = await program(
      "find",
      "old",
      "--endpoint",
      oldTables.endpoint,
      "--region",
      "us-east-1",
      ...role,
    );
    expect(found.code, found.text).toBe(0);
    expect(oldTables.keys).toEqual(new Set(["KEYOFreadershop7"]));
    oldTables.keys.clear();
    const from = `dynamodb:us-east-1@${oldTables.endpoint}/old`;
    const made = await program("init", "--from", from, "--out", "scaffold", ...role);
    expect(made.code, made.text).toBe(0);
    expect(oldTables.keys).toEqual(new Set(["KEYOFreadershop7"]));
    expect(await readFile(join(shop().folder, "scaffold", "migration.yaml"), "utf8")).toContain(
      `assumeRole:\n  source: { arn: "${arn}", externalId: shop7 }\n`,
    );
  });

  it("names the role that cannot be assumed, and what to check", async () => {
    const { code, text } = await run(
      `{ dynamodb: "us-east-1@${oldTables.endpoint}" }`,
      "{ table: old }",
      "assumeRole: { source: { arn: arn:aws:iam::111122223333:role/nobody } }\n",
    );
    expect(code).toBe(3);
    expect(text).toContain(
      "the role arn:aws:iam::111122223333:role/nobody cannot be assumed: not authorized to perform sts:AssumeRole; its trust policy must name the caller",
    );
    expect([oldTables.keys, container.keys]).toEqual([new Set(), new Set()]);
  });

  it.each([
    ["tables", fromTable],
    ["exports", fromExport],
  ])("is not replaced by other credentials where there is none of its name, for %s", async (_what, from) => {
    const { code, text } = await from("odl");
    expect(code).toBe(3);
    expect(text.split("\n")).toContain(
      'the profile "odl" gives no credentials: Could not resolve credentials using profile: [odl] in configuration/credentials file(s); check it with: aws sts get-caller-identity --profile "odl"',
    );
    expect([oldTables.keys, objects.keys, container.keys]).toEqual([new Set(), new Set(), new Set()]);
  });
});

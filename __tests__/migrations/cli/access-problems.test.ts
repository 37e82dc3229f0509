import { afterAll, beforeAll, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { type Answer, jsonAnswer } from "../../emulators/http-exchange";
import { runProgram } from "../../emulators/program";
import { type ProxyServer, startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: . }
entities: { note: { from: { file: notes.json }, to: notes } }
`;

function refusal(name: string, message: string, status = 400): Answer {
  return jsonAnswer(status, { __type: `com.amazon.coral.service#${name}`, Message: message });
}

const page: Answer = {
  ...{ status: 403, headers: { "content-type": "text/html" } },
  body: Buffer.from("<html><head><title>Access blocked</title></head></html>"),
};
const denied = refusal(
  "AccessDeniedException",
  "User: arn:aws:iam::123456789012:user/me is not authorized to perform: dynamodb:DescribeTable on resource: arn:aws:dynamodb:us-east-1:123456789012:table/shop-dev-notes",
);

const refusals: readonly [what: string, answer: Answer, sentence: string][] = [
  [
    "expired credentials",
    refusal("ExpiredTokenException", "expired"),
    "the AWS credentials have expired; sign in again",
  ],
  ["an unknown key", refusal("UnrecognizedClientException", "x"), "AWS does not know the access key"],
  [
    "a wrong secret key",
    refusal("InvalidSignatureException", "x"),
    "check that AWS_SECRET_ACCESS_KEY belongs to",
  ],
  [
    "a page of a proxy",
    page,
    'the response was HTTP 403 with an HTML page ("Access blocked"); it does not come from AWS',
  ],
];

describeWith("a command that AWS refuses", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "notes.json": '[{"id":"a"}]',
    config: "[profile shop-dev]\nregion = us-east-1\n",
  });
  let proxy: ProxyServer;
  let answer: Answer;
  beforeAll(async () => {
    proxy = await startProxyServer(() => Promise.resolve(answer));
  });
  afterAll(() => proxy.close());

  const commands = ["run", "verify", "backup", "export", "tables list", "tables describe shop-dev-notes"];
  const cases = refusals.flatMap(([what, ...rest]) =>
    commands.map((command) => [command, what, ...rest] as const),
  );

  it.each(cases)("%s says what to do about %s", async (command, _what, refusing, sentence) => {
    answer = refusing;
    const { code, error } = await shop().command(`${command} --endpoint ${proxy.endpoint}`);
    expect(code).toBe(3);
    expect(error.join("\n")).toContain(sentence);
  });

  it.each(["run", "verify", "backup"])("%s names the action, the table and the role", async (command) => {
    answer = denied;
    const { code, error } = await shop().command(`${command} --endpoint ${proxy.endpoint}`);
    expect(code).toBe(3);
    expect(error.join("\n")).toContain("not allowed to call dynamodb:DescribeTable on table shop-dev-notes");
    expect(error.join("\n")).toContain("grant dynamodb:DescribeTable, as the construct MigrationRole does");
  });

  it.each(commands)("%s asks for a scheme in the endpoint", async (command) => {
    const { code, error } = await shop().command(`${command} --endpoint 127.0.0.1:8000`);
    expect(code).toBe(2);
    expect(error.join("\n")).toContain("http://127.0.0.1:8000");
  });

  it.each([...commands, "plan", "plan --offline", "env"])("%s refuses an invalid region", async (command) => {
    const { code, error } = await shop().command(`${command} --region us_east`);
    expect(code).toBe(2);
    expect(error.join("\n")).toContain('must be a name such as us-east-1, got "us_east"');
  });

  async function withProfile(profile: string, ...parameters: string[]) {
    const [command, ...rest] = runner(...parameters);
    const { folder } = shop();
    const files = { AWS_CONFIG_FILE: `${folder}/config`, AWS_SHARED_CREDENTIALS_FILE: `${folder}/none` };
    const environment = { PATH: process.env["PATH"], HOME: folder, ...files, AWS_PROFILE: profile };
    return runProgram(command, rest, { folder, environment });
  }

  it.each([["run"], ["tables", "list"]])(
    "%s names a profile that does not exist, and a similar one",
    async (...command) => {
      const { code, text } = await withProfile("shop-dve", ...command);
      expect(code, text).toBe(3);
      expect(text).toContain('AWS_PROFILE is "shop-dve", but neither ');
      expect(text).toContain('did you mean "shop-dev"?');
    },
  );
});

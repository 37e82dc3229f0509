import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backoffMs } from "../../../migrations/dynamodb/client/backoff";
import { RetryPolicy } from "../../../migrations/dynamodb/client/retry-policy";
import { readOutputs } from "../../../migrations/targets/read-outputs";
import { type HcpWorkspace, workspaceOutputs } from "../../../migrations/targets/hcp-workspace";
import { HcpTerraform, hcpToken } from "../../emulators/hcp-terraform";
import { sampleOutput } from "./sample-output";

const tables = { name: "dynamodb_tables", value: sampleOutput() };

function edgeWith(fetch: typeof globalThis.fetch) {
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return { fetch, ...clock, retryPolicy: new RetryPolicy({ ...clock, random: () => 0 }) };
}

describe("a workspace of HCP Terraform", () => {
  let hcp: HcpTerraform;
  let waits: number[];

  beforeAll(async () => {
    hcp = await HcpTerraform.start();
  });
  afterAll(() => hcp.stop());
  beforeEach(() => {
    waits = [];
    hcp.requests.length = 0;
    hcp.answers = { outputs: [tables] };
  });

  function read(
    changes: Partial<HcpWorkspace> = {},
    signal?: AbortSignal,
    onSleep?: () => void,
  ): Promise<string> {
    const place = {
      host: hcp.host,
      organization: "acme",
      workspace: "forum",
      token: hcpToken,
      tokenFrom: "TF_TOKEN_test",
      ...changes,
    };
    const clock = {
      now: () => waits.reduce((sum, ms) => sum + ms, 0),
      sleep: (ms: number) => {
        waits.push(ms);
        onSleep?.();
        return Promise.resolve();
      },
    };
    const retryPolicy = new RetryPolicy({ ...clock, random: () => 1, giveUpAfterMs: 60_000 });
    return workspaceOutputs(place, {
      ...{ fetch: globalThis.fetch, ...clock, retryPolicy },
      ...(signal && { signal }),
    });
  }

  async function failure(changes: Partial<HcpWorkspace> = {}): Promise<unknown> {
    return read(changes).catch((error: unknown) => error);
  }

  it("has outputs as terraform output -json prints them", async () => {
    expect(readOutputs("hcp:acme/forum", await read())).toEqual(sampleOutput());
  });

  it("has outputs on several pages", async () => {
    const others = [1, 2, 3, 4].map((n) => ({ name: `other${n}`, value: n }));
    hcp.answers = { outputs: [...others, tables], pageSize: 2 };
    expect(Object.keys(JSON.parse(await read()) as object)).toHaveLength(5);
  });

  it("has the output that matters though it is sensitive, and asks for no other one", async () => {
    const secret = { name: "password", value: "hush", sensitive: true };
    hcp.answers = { outputs: [secret, { ...tables, sensitive: true }] };
    const text = await read();
    expect(readOutputs("hcp:acme/forum", text)).toEqual(sampleOutput());
    expect(text).not.toContain("hush");
  });

  it("is waited for while its state is processed", async () => {
    hcp.answers = { outputs: [tables], processing: 3 };
    await read();
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  it.each([503, 500, 429, 408])("is retried while it responds with %i", async (status) => {
    hcp.answers = { outputs: [tables], failing: [{ status }, { status }] };
    await read();
    expect(waits).toEqual([1, 2].map((failures) => backoffMs(failures, () => 1)));
  });

  it("is retried for as long as the retry policy allows", async () => {
    hcp.answers = { outputs: [tables], failing: Array.from({ length: 1000 }, () => ({ status: 503 })) };
    expect(await failure()).toMatchObject({
      kind: "unreachable",
      code: "hcp-busy",
      message: `workspace acme/forum at ${hcp.host} cannot be read, since it responds with 503 (retried for 60 s); try again later`,
    });
  });

  it("is waited for as long as it asks", async () => {
    hcp.answers = { outputs: [tables], failing: [{ status: 429, headers: { "retry-after": "7" } }] };
    await read();
    expect(waits).toEqual([7000]);
  });

  it.each([
    {
      what: "a status that the API does not have",
      failing: { status: 418 },
      message: /responds with 418 for workspace acme\/forum/,
    },
    {
      what: "a page instead of JSON",
      failing: { status: 200, text: "<html>Sign in</html>" },
      message: /does not respond as HCP Terraform does \(<html>Sign in<\/html>\); is it the right host\?/,
    },
  ])("that responds with $what is refused", async ({ failing, message }) => {
    hcp.answers = { outputs: [tables], failing: [failing] };
    expect(await failure()).toMatchObject({
      ...{ name: "UnreachableError", code: "hcp-unknown-answer" },
      message: expect.stringMatching(message) as string,
    });
  });

  it("is not waited for longer than a minute", async () => {
    hcp.answers = { outputs: [tables], processing: 100 };
    expect(await failure()).toMatchObject({
      kind: "unreachable",
      code: "hcp-busy",
      message: `workspace acme/forum at ${hcp.host} cannot be read, since its state is still being processed; try again later`,
    });
  });

  it("is not waited for at all where it asks for more than that", async () => {
    hcp.answers = { outputs: [tables], failing: [{ status: 429, headers: { "retry-after": "3600" } }] };
    expect(await failure()).toMatchObject({ code: "hcp-busy" });
    expect(waits).toEqual([]);
  });

  it("is left when the command is stopped", async () => {
    await expect(read({}, AbortSignal.abort())).rejects.toMatchObject({
      kind: "interrupted",
      message: "interrupted before anything was started",
    });
  });

  it("is left when the command is stopped while it waits", async () => {
    const stopping = new AbortController();
    hcp.answers = { outputs: [tables], processing: 3 };
    const stopped = read({}, stopping.signal, () => stopping.abort());
    await expect(stopped).rejects.toMatchObject({ kind: "interrupted" });
  });

  it.each<[string, Partial<HcpWorkspace>, string]>([
    [
      "a workspace that is not there",
      { workspace: "forun" },
      "organization acme at HOST has no workspace forun, or the token from TF_TOKEN_test may not read it",
    ],
    [
      "an organization that is not there",
      { organization: "acne" },
      "HOST has no organization acne, or the token from TF_TOKEN_test may not read it",
    ],
    [
      "a token that it does not take",
      { token: "wrong" },
      "HOST does not take the token from TF_TOKEN_test (401); make another with `terraform login HOST`",
    ],
  ])("refuses %s", async (_what, changes, message) => {
    expect(await failure(changes)).toMatchObject({
      kind: "usage",
      message: message.replaceAll("HOST", hcp.host),
    });
  });

  it("has no state before the first apply", async () => {
    hcp.answers = { hasState: false };
    expect(await failure()).toMatchObject({
      code: "hcp-no-state",
      message: `workspace acme/forum at ${hcp.host} has no state yet; apply it before the data is moved`,
    });
  });

  it("says what to do where the token may not read a sensitive output", async () => {
    hcp.answers = { outputs: [{ ...tables, sensitive: true }], mayReadSensitive: false };
    expect(await failure()).toMatchObject({
      code: "hcp-output-sensitive",
      message: `output dynamodb_tables of workspace acme/forum at ${hcp.host} is sensitive, and the token from TF_TOKEN_test may not read it; take one that may read state, or save \`terraform output -json\` and name that file with --outputs`,
    });
  });

  it("does not take its token to another host", async () => {
    const other = await HcpTerraform.start();
    hcp.answers = { failing: [{ status: 302, headers: { location: `http://${other.host}/api/v2/x` } }] };
    const error = await failure();
    expect(other.requests).toEqual([]);
    await other.stop();
    expect(error).toMatchObject({
      code: "hcp-redirected",
      message: expect.stringContaining("name that host, as in --outputs hcp:<host>/") as string,
    });
  });

  it("says that the host cannot be reached", async () => {
    expect(await failure({ host: "127.0.0.1:1" })).toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(/^cannot reach 127\.0\.0\.1:1: .+/) as string,
    });
  });

  it("is asked again if the connection is lost", async () => {
    let attempts = 0;
    const edge = { now: () => 0, random: () => 0, sleep: () => Promise.resolve() };
    const lost = Object.assign(new TypeError("fetch failed"), {
      cause: Object.assign(new Error("cut"), { code: "ECONNRESET" }),
    });
    const fetch: typeof globalThis.fetch = (...request) =>
      ++attempts % 2 === 1 ? Promise.reject(lost) : globalThis.fetch(...request);
    const place = {
      host: hcp.host,
      organization: "acme",
      workspace: "forum",
      token: hcpToken,
      tokenFrom: "f",
    };
    const text = await workspaceOutputs(place, { ...edge, fetch, retryPolicy: new RetryPolicy(edge) });
    expect(readOutputs("hcp:acme/forum", text)).toEqual(sampleOutput());
  });

  it("says that the host is another kind of server", async () => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response("<html>Welcome</html>"));
    const place = { host: "example.com", organization: "a", workspace: "b", token: "t", tokenFrom: "f" };
    const edge = edgeWith(fetch);
    await expect(workspaceOutputs(place, edge)).rejects.toThrow(
      "example.com does not respond as HCP Terraform does (<html>Welcome</html>); is it the right host?",
    );
  });

  it("says that the answer is not known", async () => {
    hcp.answers = { failing: [{ status: 418 }] };
    expect(await failure()).toMatchObject({
      message: `${hcp.host} responds with 418 for workspace acme/forum at ${hcp.host}`,
    });
  });

  it("is asked over TLS, unless it is on this machine", async () => {
    const asked: string[] = [];
    const fetch = (url: string | URL | Request): Promise<Response> => {
      asked.push(url as string);
      return Promise.resolve(new Response("", { status: 401 }));
    };
    const place = { organization: "a", workspace: "b", token: "t", tokenFrom: "f" };
    const edge = edgeWith(fetch);
    await workspaceOutputs({ ...place, host: "app.terraform.io" }, edge).catch(() => undefined);
    await workspaceOutputs({ ...place, host: "localhost:80" }, edge).catch(() => undefined);
    expect(asked).toEqual([
      "https://app.terraform.io/api/v2/organizations/a/workspaces/b",
      "http://localhost:80/api/v2/organizations/a/workspaces/b",
    ]);
  });
});

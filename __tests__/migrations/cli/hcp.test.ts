import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HcpTerraform, hcpToken } from "../../emulators/hcp-terraform";
import { type CommandRun, outputs, Workspace } from "./workspace";

describe("outputs from HCP Terraform", () => {
  let hcp: HcpTerraform;
  let shop: Workspace;

  beforeAll(async () => {
    hcp = await HcpTerraform.start();
    shop = await Workspace.make("http://127.0.0.1:1");
  });
  beforeEach(() => {
    const value = outputs["shop-dev-us-east-1"].dynamodb_tables;
    hcp.answers = { outputs: [{ name: "dynamodb_tables", value }] };
  });
  afterAll(async () => {
    await shop.remove();
    await hcp.stop();
  });

  /** `TF_TOKEN_<host>`, as Terraform spells it. */
  function variable(): string {
    return `TF_TOKEN_${hcp.host.replace(/[.:]/g, "_")}`;
  }

  function env(place: string, environment: Record<string, string>): Promise<CommandRun> {
    return shop.command(`env --outputs hcp:${place}`, { env: { HOME: shop.folder, ...environment } });
  }

  it("come from a workspace at a host that is named", async () => {
    const { code, out } = await env(`${hcp.host}/acme/forum`, { [variable()]: hcpToken });
    expect([code, out.split("\n")[0]]).toEqual([0, "NOTES_TABLE=shop-dev-notes"]);
  });

  it.each(["TF_CLOUD_HOSTNAME", "TFE_HOSTNAME"])("come from the host in %s", async (name) => {
    expect((await env("acme/forum", { [name]: hcp.host, [variable()]: hcpToken })).code).toBe(0);
  });

  it("are asked for with the token of terraform login", async () => {
    const credentials = { credentials: { [hcp.host]: { token: hcpToken } } };
    await shop.file(".terraform.d/credentials.tfrc.json", JSON.stringify(credentials));
    expect((await env(`${hcp.host}/acme/forum`, {})).code).toBe(0);
    expect(await env("acme/forum", {})).toMatchObject({
      code: 2,
      error: [
        "no token found for app.terraform.io; set TF_TOKEN_app_terraform_io, or create one with `terraform login`",
      ],
    });
  });

  it("never show the token", async () => {
    const secret = "very-secret-token";
    const { code, error, out } = await env(`${hcp.host}/acme/forum`, { [variable()]: secret });
    expect(code).toBe(2);
    expect([...error, out].join("\n")).not.toContain(secret);
  });

  it.each([
    ["a token of two lines", "two\nlines"],
    ["a token beyond ASCII", "tökén"],
  ])("are not asked for with %s, which is not shown", async (_what, token) => {
    const { code, error } = await env(`${hcp.host}/acme/forum`, { [variable()]: token });
    expect([code, error]).toEqual([2, [`the token from ${variable()} must be one word without spaces`]]);
  });

  it("refuse credentials that are not JSON, without showing them", async () => {
    await shop.file(".terraform.d/credentials.tfrc.json", "secret-in-a-broken-file");
    const { code, error } = await env(`${hcp.host}/acme/forum`, {});
    expect(code).toBe(2);
    expect(error[0]).toMatch(
      /is not a valid Terraform credentials file; recreate it with `terraform login`$/,
    );
    expect(error.join()).not.toContain("secret-in");
  });

  it.each(["forum", "a/b/c/d", "acme/", "ac%20me/forum"])("refuse hcp:%s", async (place) => {
    const run = await shop.command(`env --outputs hcp:${place}`);
    expect(run.code).toBe(2);
    expect(run.error[0]).toMatch(
      /^--outputs must be hcp:<organization>\/<workspace> or hcp:<host>\/<organization>\/<workspace>, got "hcp:/,
    );
  });
});

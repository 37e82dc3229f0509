import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { outputs, Workspace } from "./workspace";

/** The outputs of an example's stack, as it is synthesized; ARNs are still references there. */
async function outputsOf(stack: string, service: string): Promise<string> {
  const text = await readFile(`__tests__/golden/${service}/${stack}.json`, "utf8");
  const { output } = JSON.parse(text) as { output: { dynamodb_tables: { value: object } } };
  return JSON.stringify({ [stack]: { dynamodb_tables: output.dynamodb_tables.value } });
}

describe("env", () => {
  let shop: Workspace;

  beforeAll(async () => {
    // No table is asked.
    shop = await Workspace.make("http://127.0.0.1:1");
  });
  afterAll(() => shop.remove());

  async function linesOf(options: string): Promise<string[]> {
    return (await shop.command(`env ${options}`)).out.split("\n");
  }

  it("prints .env lines", async () => {
    expect(await shop.command("env")).toEqual({
      code: 0,
      error: [],
      out: "NOTES_TABLE=shop-dev-notes\nTAGS_TABLE=shop-dev-tags\nAWS_REGION=us-east-1",
    });
  });

  it("prints the environment of an ECS container", async () => {
    expect(JSON.parse((await shop.command("env --format ecs")).out)).toEqual([
      { name: "NOTES_TABLE", value: "shop-dev-notes" },
      { name: "TAGS_TABLE", value: "shop-dev-tags" },
      { name: "AWS_REGION", value: "us-east-1" },
    ]);
  });

  it("prints the control and the ledger of a stack that has a cutover", async () => {
    const table = (name: string) => ({ name, arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}` });
    const cutover = {
      formatVersion: 1,
      region: "us-east-1",
      control: table("control"),
      ledger: table("ledger"),
    };
    const stack = { ...outputs["shop-dev-us-east-1"], dynamodb_cutover: cutover };
    await shop.file("cutover.json", JSON.stringify({ "shop-dev-us-east-1": stack }));
    expect(await linesOf("-o cutover.json --set FORCE_OLD=1")).toEqual([
      "NOTES_TABLE=shop-dev-notes",
      "TAGS_TABLE=shop-dev-tags",
      "AWS_REGION=us-east-1",
      "CUTOVER_CONTROL_TABLE=control",
      "CUTOVER_LEDGER_TABLE=ledger",
      "FORCE_OLD=1",
    ]);
  });

  it("gives a table the variable that was named for it", async () => {
    expect(await linesOf("--name notes=SCRAPBOOK")).toEqual([
      "SCRAPBOOK=shop-dev-notes",
      "TAGS_TABLE=shop-dev-tags",
      "AWS_REGION=us-east-1",
    ]);
  });

  it("needs no pattern where every table has a name, or one table is left", async () => {
    expect((await linesOf("--variable REST --name notes=SCRAPBOOK")).slice(0, 2)).toEqual([
      "SCRAPBOOK=shop-dev-notes",
      "REST=shop-dev-tags",
    ]);
  });

  it("names another region and an endpoint", async () => {
    expect((await linesOf("--region us-west-2 --endpoint http://localhost:8000")).slice(2)).toEqual([
      "AWS_REGION=us-west-2",
      "AWS_ENDPOINT_URL_DYNAMODB=http://localhost:8000",
    ]);
  });

  describe("for the five systems", () => {
    it("has Snapinfra's names", async () => {
      await shop.file("snapinfra.json", await outputsOf("snapinfra-prod-us-east-1", "snapinfra"));
      expect(await linesOf("-o snapinfra.json --variable DYNAMODB_{TABLE}_TABLE")).toEqual([
        "DYNAMODB_ACTIVITY_TABLE=snapinfra-activity",
        "DYNAMODB_ANALYTICS_TABLE=snapinfra-analytics",
        "DYNAMODB_ARCHITECTURES_TABLE=snapinfra-architectures",
        "DYNAMODB_CODE_GENERATIONS_TABLE=snapinfra-code-generations",
        "DYNAMODB_DEPLOYMENTS_TABLE=snapinfra-deployments",
        "DYNAMODB_DOCUMENTATION_TABLE=snapinfra-documentation",
        "DYNAMODB_INTEGRATIONS_TABLE=snapinfra-integrations",
        "DYNAMODB_PROJECTS_TABLE=snapinfra-projects",
        "DYNAMODB_SCHEMAS_TABLE=snapinfra-schemas",
        "DYNAMODB_SETTINGS_TABLE=snapinfra-settings",
        "DYNAMODB_TEAMS_TABLE=snapinfra-teams",
        "DYNAMODB_USERS_TABLE=snapinfra-users",
        "AWS_REGION=us-east-1",
      ]);
    });

    it("has Crawl4AI's names", async () => {
      await shop.file("crawl4ai.json", await outputsOf("crawl4ai-prod-us-west-2", "crawl4ai"));
      const names = "--variable DYNAMODB_TABLE_{TABLE} --name results=DYNAMODB_TABLE_CRAWL_RESULTS";
      expect(
        await linesOf(
          `-o crawl4ai.json ${names} --endpoint-variable DYNAMODB_ENDPOINT --endpoint http://localhost:8000`,
        ),
      ).toEqual([
        "DYNAMODB_TABLE_CRAWL_RESULTS=prod-crawl4ai-results",
        "DYNAMODB_TABLE_SESSIONS=prod-crawl4ai-sessions",
        "AWS_REGION=us-west-2",
        "DYNAMODB_ENDPOINT=http://localhost:8000",
      ]);
    });

    it("has NexusLink's names", async () => {
      await shop.file("nexuslink.json", await outputsOf("nexuslink-prod-ap-southeast-1", "nexuslink"));
      const names = "--region-variable NEXUS_AWS_REGION --endpoint-variable NEXUS_DYNAMO_ENDPOINT";
      const lines = await linesOf(
        `-o nexuslink.json --variable {TABLE} ${names} --endpoint http://localhost:8000`,
      );
      expect(lines).toContain("NEXUS_LINKS=NexusLinks");
      expect(lines.slice(-2)).toEqual([
        "NEXUS_AWS_REGION=ap-southeast-1",
        "NEXUS_DYNAMO_ENDPOINT=http://localhost:8000",
      ]);
    });

    it("has the forum's switch", async () => {
      await shop.file("forum.json", await outputsOf("forum-dev-us-east-1", "forum"));
      expect(await linesOf("-o forum.json --set USE_DYNAMODB=true")).toContain("USE_DYNAMODB=true");
    });

    it("has Algoitny's names", async () => {
      await shop.file("algoitny.json", await outputsOf("algoitny-prod-us-east-1", "algoitny"));
      const names = "--name main=DYNAMODB_TABLE_NAME --region-variable AWS_DEFAULT_REGION";
      expect(
        await linesOf(
          `-o algoitny.json ${names} --endpoint-variable LOCALSTACK_URL --endpoint http://localstack:4566`,
        ),
      ).toEqual([
        "DYNAMODB_TABLE_NAME=algoitny_main",
        "AWS_DEFAULT_REGION=us-east-1",
        "LOCALSTACK_URL=http://localstack:4566",
      ]);
    });
  });

  describe("refuses", () => {
    it.each([
      [
        "one name for all tables",
        "--variable TABLE",
        '--variable must hold {TABLE}, so that each table has a variable of its own, got "TABLE"',
      ],
      ["half a pair", "--name notes", '--name must be <table>=<variable>, got "notes"'],
      [
        "a table that is not there",
        "--name note=NOTES",
        '--name: the outputs have no table "note"; did you mean "notes"? They have: notes, tags',
      ],
      [
        "what cannot be a variable's name",
        "--variable my-{TABLE}",
        '"my-NOTES" cannot be a variable\'s name: it must hold only letters, digits and _, and not start with a digit; choose another name',
      ],
      [
        "one variable for two values",
        "--name notes=TAGS_TABLE",
        "TAGS_TABLE would be both shop-dev-notes and shop-dev-tags; give one of them another variable with --name <table>=<variable>",
      ],
      [
        "a value of several lines",
        "--set 'TEXT=a\nb'",
        "the value of TEXT must be one line; remove its line breaks in --set",
      ],
    ])("%s", async (_what, options, message) => {
      expect(await shop.command(`env ${options}`)).toMatchObject({ code: 2, error: [message] });
    });
  });

  it("tells two ids apart that are the same in capitals", async () => {
    const stack = structuredClone(outputs)["shop-dev-us-east-1"].dynamodb_tables;
    const tables = { userNotes: stack.tables.notes, user_notes: stack.tables.tags };
    await shop.file("alike.json", JSON.stringify({ dynamodb_tables: { ...stack, tables } }));
    expect((await shop.command("env -o alike.json")).error[0]).toMatch(/^USER_NOTES_TABLE would be both /);
    expect((await shop.command("env -o alike.json --name user_notes=OTHER")).code).toBe(0);
  });
});

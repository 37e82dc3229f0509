import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workspace } from "./workspace";

describe("env", () => {
  let shop: Workspace;

  beforeAll(async () => {
    // No table is asked.
    shop = await Workspace.make("http://127.0.0.1:1");
  });
  afterAll(() => shop.remove());

  it("prints .env lines", async () => {
    expect(await shop.command("env")).toEqual({
      code: 0,
      error: [],
      out: "NOTES_TABLE=shop-dev-notes\nTAGS_TABLE=shop-dev-tags\nAWS_REGION=us-east-1",
    });
  });

  it("names the variables as an application knows them", async () => {
    const { out } = await shop.command("env --variable DYNAMODB_{TABLE}_TABLE");
    expect(out.split("\n")[0]).toBe("DYNAMODB_NOTES_TABLE=shop-dev-notes");
  });

  it("prints the environment of an ECS container", async () => {
    expect(JSON.parse((await shop.command("env --format ecs")).out)).toEqual([
      { name: "NOTES_TABLE", value: "shop-dev-notes" },
      { name: "TAGS_TABLE", value: "shop-dev-tags" },
      { name: "AWS_REGION", value: "us-east-1" },
    ]);
  });

  it("refuses one name for all tables", async () => {
    expect(await shop.command("env --variable TABLE")).toMatchObject({
      code: 2,
      error: ['--variable must hold {TABLE}, so that each table has a variable of its own, got "TABLE"'],
    });
  });
});

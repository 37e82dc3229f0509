import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cdktf, cdktn } from "../../../constructs/framework/frameworks";
import { missingPackage } from "../../../constructs/framework/missing-package";

const folder = mkdtempSync(join(tmpdir(), "missing-package-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What Node.js throws for a package that is not in the folder. */
function errorOf(specifier: string): Error {
  try {
    createRequire(join(folder, "main.js"))(specifier);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${specifier} can be loaded`);
}

describe("a package that is not installed is an error that names the command", () => {
  it("the framework", () => {
    expect(missingPackage(cdktf, errorOf("cdktf"))?.message).toBe(
      "cdktf-dynamodb requires cdktf, which is not installed. " +
        "Run: npm install cdktf@0.21 @cdktf/provider-aws@21 constructs@~10.7\n" +
        "(For CDK Terrain, import cdktf-dynamodb/cdktn, and run: " +
        "npm install cdktn@0.24 @cdktn/provider-aws@25 constructs@~10.7)",
    );
  });

  it("a file of the bindings", () => {
    const error = missingPackage(cdktn, errorOf("@cdktn/provider-aws/lib/provider"));
    expect(error?.message).toMatch(
      /^cdktf-dynamodb\/cdktn requires @cdktn\/provider-aws, which is not installed\./,
    );
  });

  it("constructs, on which the framework depends", () => {
    expect(missingPackage(cdktf, errorOf("constructs"))?.message).toMatch(
      /^cdktf-dynamodb requires constructs,/,
    );
  });
});

describe("any other error stays as it is", () => {
  it("a missing dependency of the framework", () => {
    mkdirSync(join(folder, "node_modules", "cdktf"), { recursive: true });
    writeFileSync(join(folder, "node_modules", "cdktf", "index.js"), 'require("archiver");\n');
    expect(missingPackage(cdktf, errorOf("cdktf"))).toBeUndefined();
  });

  it("a missing file", () => {
    expect(missingPackage(cdktf, errorOf("./cdktf"))).toBeUndefined();
  });

  it("an error of the framework", () => {
    expect(
      missingPackage(cdktf, new Error("Cannot find module 'cdktf'", { cause: "other" })),
    ).toBeUndefined();
  });
});

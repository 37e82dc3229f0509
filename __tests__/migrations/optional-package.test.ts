import { describe, expect, it } from "vitest";
import { importPackage, packageProblem } from "../../migrations/optional-package";

const nobody = "a-package-that-nobody-has-installed";

describe("an optional package", () => {
  it("is imported if it is installed", async () => {
    expect(await importPackage("pg")).toHaveProperty("default.Client");
  });

  it("is named with the command that installs it if it is missing", async () => {
    const cause: unknown = await importPackage(nobody).catch((error: unknown) => error);
    expect(packageProblem("a postgres source", nobody, cause)).toEqual({
      isMissing: true,
      message: `a postgres source needs a package that is not installed: npm install ${nobody}`,
    });
  });

  it("is not called missing if it fails while it is loaded", () => {
    expect(packageProblem("a sqlite source", "better-sqlite3", new Error("wrong ABI"))).toEqual({
      isMissing: false,
      message: "a sqlite source needs the package better-sqlite3, which cannot be loaded: wrong ABI",
    });
  });
});

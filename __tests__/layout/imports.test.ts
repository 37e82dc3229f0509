import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { forbiddenImports } from "./forbidden-imports";
import { circles, foldersOf, importsBetweenFiles, importsBetweenFolders } from "./import-graph";

/**
 * Circles of folders that still exist, each as the names of its folders without their paths, so that a move of a folder
 * changes nothing here. Remove an entry when its circle is gone. Files have none.
 */
const remaining = new Set(["access, autoscaling, monitoring, replica, table"]);

function named(circle: readonly string[]): string {
  return circle.map((path) => basename(path)).join(", ");
}

describe("the files of the repository", () => {
  it("import along the layers only", () => {
    const files = importsBetweenFiles("constructs", "cutover", "stacks", "migrations", "yaml-file");
    expect(forbiddenImports(files)).toEqual([]);
  });

  it("do not import each other in a circle, types included", () => {
    const folders = [
      ...["constructs", "cutover", "stacks", "migrations", "yaml-file"],
      ...["__tests__", "bench", "examples"],
    ];
    expect(circles(importsBetweenFiles(...folders)).map(named)).toEqual([]);
  });
});

describe("the folders of a folder", () => {
  it.each(["constructs", "cutover", "migrations", "stacks"])(
    "%s do not import each other in a circle, types included",
    (folder) => {
      const files = importsBetweenFiles(folder);
      const found = foldersOf(files).flatMap((parent) => circles(importsBetweenFolders(files, parent)));
      expect(found.map(named).filter((circle) => !remaining.has(circle))).toEqual([]);
    },
  );
});

describe("the layers", () => {
  it.each([
    ["constructs/table/x.ts", "yaml-file/x.ts"],
    ["stacks/x.ts", "migrations/items/x.ts"],
    ["migrations/cli/x.ts", "constructs/x.ts"],
    ["cutover/x.ts", "migrations/run-store/x.ts"],
    ["migrations/pipeline/x.ts", "cutover/x.ts"],
    ["yaml-file/x.ts", "stacks/x.ts"],
    ["migrations/sources/csv/x.ts", "migrations/pipeline/x.ts"],
    ["migrations/files/x.ts", "migrations/items/x.ts"],
    ["migrations/errors.ts", "migrations/cli/x.ts"],
  ])("do not let %s import %s", (file, target) => {
    expect(forbiddenImports(new Map([[file, [target]]]))).toContainEqual(
      expect.stringContaining(`${file} imports ${target}: `),
    );
  });

  it("let the command line and the report know the cutover", () => {
    const files = ["migrations/cli/x.ts", "migrations/report/x.ts"].map(
      (file) => [file, ["cutover/x.ts"]] as const,
    );
    expect(forbiddenImports(new Map(files))).toEqual([]);
  });
});

describe("the search for circles", () => {
  it("finds a circle of three, and no chain that leads into it", () => {
    const graph = new Map([
      ["start", ["a"]],
      ["a", ["b"]],
      ["b", ["c", "end"]],
      ["c", ["a"]],
      ["end", []],
    ]);
    expect(circles(graph)).toEqual([["a", "b", "c"]]);
  });

  it("reads `import type` and `export type … from` as imports", () => {
    const imports = importsBetweenFiles("constructs");
    expect(imports.get("constructs/table/secondary-index.ts")).toContain(
      "constructs/table/warm-throughput.ts",
    );
    expect(imports.get("constructs/index.ts")).toContain("constructs/table/stream-view.ts");
  });

  it("takes a folder with everything below it", () => {
    const files = new Map([
      ["m/a/x.ts", ["m/b/c/y.ts"]],
      ["m/b/z.ts", ["m/a/x.ts"]],
      ["m/b/c/y.ts", []],
    ]);
    expect(circles(importsBetweenFolders(files, "m"))).toEqual([["m/a", "m/b"]]);
  });
});

import type { ImportGraph } from "./import-graph";

/** What each folder of `migrations` may import of the others. `cli` builds everything and may import all of them. */
const mayImport: Record<string, readonly string[]> = {
  items: [],
  mapping: ["items"],
  files: [],
  "seen-keys": [],
  dynamodb: ["items"],
  sources: ["files", "items", "seen-keys", "dynamodb"],
  "table-files": ["files", "items", "dynamodb", "sources"],
  targets: ["items", "dynamodb"],
  objects: ["mapping", "items", "dynamodb"],
  batch: ["dynamodb"],
  local: [],
  "run-store": ["files", "items", "seen-keys", "objects"],
  definition: ["items", "mapping", "sources"],
  scaffold: ["items", "sources", "definition"],
  pipeline: [
    ...["items", "mapping", "files", "seen-keys", "definition"],
    ...["dynamodb", "sources", "objects", "run-store"],
  ],
  report: ["items", "dynamodb", "run-store", "pipeline"],
};

/** Files in `target`, except in `except`, may not import files in `from`. Paths of folders, relative to the repository. */
interface Rule {
  readonly target: string;
  readonly except?: readonly string[];
  readonly from: readonly string[];
  readonly because: string;
}

const rules: readonly Rule[] = [
  {
    target: "constructs",
    from: ["cutover", "stacks", "migrations", "yaml-file"],
    because: "constructs know cdktf and the AWS provider, nothing else",
  },
  {
    target: "stacks",
    from: ["cutover", "migrations"],
    because: "stacks and the runner meet only in the output `dynamodb_tables`",
  },
  {
    target: "migrations",
    from: ["constructs", "stacks"],
    because: "the runner reads outputs; it knows no construct and no stack",
  },
  {
    target: "cutover",
    from: [
      ...["constructs", "stacks"],
      ...["cli", "library", "local", "pipeline", "report", "run-store", "seen-keys", "table-files"].map(
        (folder) => `migrations/${folder}`,
      ),
    ],
    because: "cutover runs inside applications: it knows mappings, stores and DynamoDB, not runs",
  },
  {
    target: "migrations",
    except: ["migrations/cli", "migrations/report"],
    from: ["cutover"],
    because: "only the command line and the report know the cutover",
  },
  {
    target: "yaml-file",
    from: ["constructs", "cutover", "stacks", "migrations"],
    because: "yaml-file knows files, not what is in them",
  },
  ...Object.entries(mayImport).map(([folder, allowed]) => ({
    target: `migrations/${folder}`,
    from: ["cli", ...Object.keys(mayImport)]
      .filter((other) => other !== folder && !allowed.includes(other))
      .map((other) => `migrations/${other}`),
    because: `it may import of the runner's other folders: ${allowed.join(", ") || "none"} (mayImport)`,
  })),
  {
    target: "migrations",
    except: ["migrations/cli", "migrations/library"],
    from: ["migrations/cli"],
    because: "only `cli` and `library`, which build everything, see the command line",
  },
];

/** A line for every import that crosses the layers in the wrong direction. */
export function forbiddenImports(files: ImportGraph): string[] {
  return [...files].flatMap(([file, targets]) =>
    rules
      .filter(({ target, except = [] }) => isIn([target], file) && !isIn(except, file))
      .flatMap(({ from, because }) =>
        targets.filter((path) => isIn(from, path)).map((path) => `${file} imports ${path}: ${because}`),
      ),
  );
}

function isIn(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`));
}

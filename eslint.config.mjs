import eslint from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** What each folder of `migrations` may import of the others. `cli` builds everything and may import all of them. */
const mayImport = {
  items: [],
  mapping: ["items"],
  files: [],
  "seen-keys": [],
  dynamodb: ["items"],
  sources: ["files", "items", "seen-keys", "dynamodb"],
  "table-files": ["files", "items", "dynamodb", "sources"],
  targets: ["items", "dynamodb"],
  objects: ["mapping", "items", "dynamodb"],
  local: [],
  "run-store": ["files", "items", "seen-keys"],
  definition: ["items", "mapping", "sources"],
  scaffold: ["items", "sources", "definition"],
  pipeline: [
    ...["items", "mapping", "files", "seen-keys", "definition"],
    ...["dynamodb", "sources", "objects", "run-store"],
  ],
  report: ["items", "dynamodb", "run-store", "pipeline"],
};

/** Folders that reach outside the process: the pipeline sees their interfaces only. */
const adapters = [
  ...["sources", "table-files", "targets", "run-store", "objects", "local"],
  ...["dynamodb/control", "dynamodb/client"],
];

/** Folders whose functions depend on their arguments only. */
const pureFolders = ["items", "mapping", "definition"];

/** What may import what. Each row: files in `target` may not import from `from`. */
const zones = [
  {
    target: "./constructs",
    from: ["./cutover", "./stacks", "./migrations", "./yaml-file"],
    message: "constructs know cdktf and the AWS provider, nothing else",
  },
  {
    target: "./stacks",
    from: ["./cutover", "./migrations"],
    message: "stacks and the runner meet only in the output `dynamodb_tables`",
  },
  {
    target: "./migrations",
    from: ["./constructs", "./stacks"],
    message: "the runner reads outputs; it knows no construct and no stack",
  },
  {
    target: "./cutover",
    from: [
      ...["./constructs", "./stacks"],
      ...["cli", "library", "local", "pipeline", "report", "run-store", "seen-keys", "table-files"].map(
        (folder) => `./migrations/${folder}`,
      ),
    ],
    message: "cutover runs inside applications: it knows mappings, stores and DynamoDB, not runs",
  },
  {
    target: "./migrations/!(cli|report)/**",
    from: "./cutover",
    message: "only the command line and the report know the cutover",
  },
  {
    target: "./yaml-file",
    from: ["./constructs", "./cutover", "./stacks", "./migrations"],
    message: "yaml-file knows files, not what is in them",
  },
  ...Object.entries(mayImport).map(([folder, allowed]) => ({
    target: `./migrations/${folder}`,
    from: ["cli", ...Object.keys(mayImport)]
      .filter((other) => other !== folder && !allowed.includes(other))
      .map((other) => `./migrations/${other}`),
    message: `\`${folder}\` may import of the runner's other folders: ${allowed.join(", ") || "none"} (see mayImport in eslint.config.mjs)`,
  })),
  {
    target: "./migrations/!(cli|library)/**",
    from: "./migrations/cli",
    message: "only `cli` and `library`, which build everything, see the command line",
  },
];

/** Imports of CDKTF, which the build replaces by CDK Terrain in two folders. */
const framework = {
  regex: "^(@?cdkt[fn](/|$)|constructs$)",
  message: "only constructs and stacks import the framework: the build writes only them for cdktn",
};

/** Things that come in from `migrations/cli`, so that every rule can be tested without them. */
const edges = ["console", "process"].map((name) => ({
  name,
  message: `\`${name}\` belongs to migrations/cli`,
}));

export default tseslint.config(
  { ignores: ["dist", "docs/api", "cdktf.out", "coverage", "**/cdktf.out"] },
  eslint.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.mjs", "bench/*.mjs", "bench/synth/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            {
              name: "@cdktf/provider-aws",
              message: "import a resource by its subpath: the index takes 2.3 s and 575 MB",
            },
          ],
        },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["constructs/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(?!cdktf$|constructs$|@cdktf/provider-aws/lib/|\\.)",
              message: "constructs import cdktf, constructs and provider subpaths only",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["stacks/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "(^|/)constructs/(?!internal$)",
              message: "stacks import constructs/index.ts (public) or constructs/internal.ts",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["cutover", "migrations", "yaml-file"].map((folder) => `${folder}/**/*.ts`),
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [framework],
        },
      ],
    },
  },
  {
    files: ["migrations/pipeline/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: adapters.map((folder) => `**/${folder}/**`),
              allowTypeImports: true,
              message: "the pipeline sees interfaces only; `cli` builds what implements them",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["constructs", "cutover", "stacks", "migrations", "yaml-file"].map(
      (folder) => `${folder}/**/*.ts`,
    ),
    ignores: ["migrations/cli/**"],
    rules: { "no-restricted-globals": ["error", ...edges] },
  },
  {
    files: pureFolders.map((folder) => `migrations/${folder}/**/*.ts`),
    rules: {
      "no-restricted-globals": ["error", ...edges, { name: "performance", message: "pass the time in" }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: "pass the time in",
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: "pass the time in" },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [framework, { regex: "^(node:)?fs(/promises)?$", message: "this folder reads no files" }],
        },
      ],
    },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: "readonly", console: "readonly", require: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);

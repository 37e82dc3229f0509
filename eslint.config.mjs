import eslint from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Inside `migrations`, every folder that talks to something outside the process. */
const adapters = [
  ...["sources", "writer", "checkpoint", "journal", "targets", "local", "objects"],
  ...["table-files", "service"],
];

/** What may import what. Each row: files in `target` may not import from `from`. */
const zones = [
  {
    target: "./constructs",
    from: ["./stacks", "./migrations", "./yaml-file"],
    message: "constructs know cdktf and the AWS provider, nothing else",
  },
  {
    target: "./stacks",
    from: ["./migrations"],
    message: "stacks and the runner meet only in the output `dynamodb_tables`",
  },
  {
    target: "./migrations",
    from: ["./constructs", "./stacks"],
    message: "the runner reads outputs; it knows no construct and no stack",
  },
  {
    target: "./yaml-file",
    from: ["./constructs", "./stacks", "./migrations"],
    message: "yaml-file knows files, not what is in them",
  },
  ...adapters.map((folder) => ({
    target: `./migrations/${folder}`,
    from: [
      "./migrations/cli",
      "./migrations/pipeline",
      ...adapters.filter((other) => other !== folder).map((other) => `./migrations/${other}`),
    ],
    except: [],
    message: "adapters never import each other; `cli` hands them to `pipeline`",
  })),
  ...["http", "capacity"].map((folder) => ({
    target: `./migrations/${folder}`,
    from: [
      "./migrations/cli",
      "./migrations/pipeline",
      ...adapters.map((adapter) => `./migrations/${adapter}`),
    ],
    message: `\`${folder}\` is for whatever reads and writes items, and knows none of it`,
  })),
  { target: "./migrations/!(cli)/**", from: "./migrations/cli", message: "only `cli` sees the command line" },
];

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
      "import-x/no-cycle": "error",
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
    files: ["migrations/pipeline/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: [
                ...[
                  "../sources/*",
                  "../writer/*",
                  "../checkpoint/*",
                  "../journal/*",
                  "../local/*",
                  "../objects/*",
                ],
                ...["../table-files/*", "../service/*"],
              ],
              allowTypeImports: true,
              message: "the pipeline sees interfaces only; `cli` builds what implements them",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["constructs/**/*.ts", "stacks/**/*.ts", "migrations/**/*.ts", "yaml-file/**/*.ts"],
    ignores: ["migrations/cli/**"],
    rules: { "no-restricted-globals": ["error", ...edges] },
  },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { process: "readonly", console: "readonly" } },
  },
);

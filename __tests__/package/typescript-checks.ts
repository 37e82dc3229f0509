import type { ConsumerProject } from "./consumer-project";
import { cdktfInitOptions, program } from "./consumer-sources";
import { type PackageCheck, problemOf } from "./package-check";

interface Setting {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `.mts` is an ES module in NodeNext. */
  readonly file: "main.ts" | "main.mts";
  /** The versions for which it is part of the quick subset. */
  readonly quick: readonly string[];
}

/** Checks the declarations of every package that is imported, too; zod's need `esModuleInterop` in CommonJS. */
const strict = {
  ...{ strict: true, skipLibCheck: false, esModuleInterop: true },
  ...{ target: "ES2022", types: ["node"] },
};

const settings: readonly Setting[] = [
  { name: "cdktf init", options: cdktfInitOptions, file: "main.ts", quick: ["5.4"] },
  { name: "CommonJS", options: { ...strict, module: "CommonJS" }, file: "main.ts", quick: ["5.4"] },
  { name: "NodeNext, CommonJS", options: { ...strict, module: "NodeNext" }, file: "main.ts", quick: [] },
  {
    name: "NodeNext, ES module",
    options: { ...strict, module: "NodeNext" },
    file: "main.mts",
    quick: [],
  },
  {
    name: "bundler",
    options: { ...strict, module: "ESNext", moduleResolution: "bundler" },
    file: "main.ts",
    quick: ["7.0"],
  },
];

/** The bindings have no `exports`, so that ES modules name their files. */
const moduleProgram = program.replace('/lib/provider"', '/lib/provider/index.js"');

const versions = ["5.4", "5.9", "6.0", "7.0"];

/** The package's declarations under several versions and settings of TypeScript. */
export const typescriptChecks: readonly PackageCheck[] = versions.flatMap((version) =>
  settings.map((setting) => ({
    tool: `TypeScript ${version}`,
    setting: setting.name,
    isQuick: setting.quick.includes(version),
    packages: [`typescript-${version}@npm:typescript@~${version}.0`],
    run: (project: ConsumerProject) => check(project, version, setting),
  })),
);

async function check(project: ConsumerProject, version: string, { name, options, file }: Setting) {
  const folder = `typescript-${version}/${name.replace(/\W+/g, "-")}`;
  const compilerOptions = {
    ...options,
    outDir: "out",
    rootDir: ".",
    // They are found automatically until TypeScript 5.9 only.
    ...(version >= "6" && { types: ["node"] }),
    // Before ES2022 TypeScript 6 has a warning for `alwaysStrict`, which is true always.
    ...(version >= "6" && { ignoreDeprecations: "6.0" }),
  };
  project.write(`${folder}/${file}`, file === "main.mts" ? moduleProgram : program);
  project.write(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, files: [file] }));
  const compiled = await project.node(`node_modules/typescript-${version}/bin/tsc`, "-p", folder);
  if (compiled.code !== 0 || file === "main.mts") return problemOf(compiled);
  if (options["module"] === "ESNext") return undefined;
  return problemOf(await project.node(`${folder}/out/main.js`));
}

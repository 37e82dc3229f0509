/**
 * Changes every number that a rule of the constructs compares with by one, one change at a time, and holds the rules'
 * cases against each: `npx tsx __tests__/mutations/run.ts`. A change that no case notices is listed, and the exit code
 * is 1. It takes about a minute of processor time and changes no file.
 */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { join, sep } from "node:path";
import ts from "typescript";
import { type NumericLimit, numericLimits } from "./numeric-limits";

const root = join(__dirname, "..", "..");
const constructs = join(root, "constructs");
const cases = join(__dirname, "..", "constructs", "rules") + sep;

interface Mutant {
  readonly limit: NumericLimit;
  readonly text: string;
}

interface RuleCases {
  readonly ruleCases: readonly {
    rule: string;
    violations: readonly { rule: string; message: string }[];
    message: string;
  }[];
}
interface LimitCases {
  readonly limitCases: readonly {
    rule: string;
    atLimit: readonly unknown[];
    pastLimit: readonly { rule: string }[];
  }[];
}

type Loader = (module: { _compile(code: string, filename: string): void }, filename: string) => void;
const extensions = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
const load = extensions[".ts"] ?? extensions[".js"];
const fresh = createRequire(__filename);
let current: Mutant | undefined;

/** The mutated file is compiled from its changed text; every other file as ever. */
extensions[".ts"] = (module, filename) => {
  if (current === undefined || filename !== join(constructs, current.limit.file))
    return load?.(module, filename);
  module._compile(compiled(filename, current), filename);
};

function compiled(filename: string, { limit, text }: Mutant): string {
  const source = readFileSync(filename, "utf8");
  const changed = `${source.slice(0, limit.start)}${text}${source.slice(limit.end)}`;
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  };
  return ts.transpileModule(changed, { compilerOptions, fileName: filename }).outputText;
}

/** Whether a case says something else than it does of the rules as they are. */
function isNoticed(mutant: Mutant | undefined): boolean {
  current = mutant;
  // cdktf and the provider's classes stay loaded: they know nothing of the rules.
  const ours = Object.keys(fresh.cache).filter(
    (path) => path.startsWith(constructs + sep) || path.startsWith(cases),
  );
  for (const path of ours) Reflect.deleteProperty(fresh.cache, path);
  try {
    const { ruleCases } = fresh(`${cases}rule-cases`) as RuleCases;
    const { limitCases } = fresh(`${cases}limit-cases`) as LimitCases;
    const isBroken = ruleCases.every(
      ({ rule, violations, message }) =>
        violations.some((one) => one.rule === rule && one.message === message) && violations.length === 1,
    );
    const isExact = limitCases.every(
      ({ rule, atLimit, pastLimit }) => atLimit.length === 0 && pastLimit.some((one) => one.rule === rule),
    );
    return !(isBroken && isExact);
  } catch {
    return true;
  }
}

const limits = numericLimits(constructs);
const mutants = limits.flatMap((limit) => limit.mutants.map((text) => ({ limit, text })));
const begun = performance.now();
if (isNoticed(undefined)) throw new Error("the rules' cases fail without any change; run the tests first");
const survivors = mutants.filter((mutant) => !isNoticed(mutant));
for (const { limit, text } of survivors) console.log(`${limit.file}:${limit.line} ${limit.text}  →  ${text}`);
const comparisons = limits.filter(({ text }) => !text.startsWith("/")).length;
console.log(
  `${comparisons} comparisons and ${limits.length - comparisons} patterns, ${mutants.length} changes: ` +
    `${mutants.length - survivors.length} noticed, ${survivors.length} not; ${Math.round((performance.now() - begun) / 1_000)} s`,
);
process.exitCode = survivors.length === 0 ? 0 : 1;

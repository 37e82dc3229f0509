import { parseArgs } from "node:util";

/** Options of `npm run bench --`. */
export interface BenchOptions {
  /** Names of the parts to measure. Default: all but the long ones. */
  readonly only?: readonly string[];
  /** Names of the works that `run`, `workers` and `profile` measure. Default: all, or some. */
  readonly works?: readonly string[];
  /** Numbers of worker processes that `workers` measures; 0 is a run without workers. Default: 0, 1, 2 and 4. */
  readonly counts?: readonly number[];
  /** Rows that `run`, `profile` and `verify` move. */
  readonly rows: number;
  /** Rounds of `run` and `verify`; the figures are medians. */
  readonly repeat: number;
}

/** Reads `--only run,verify --works mapped-long --rows 100000 --repeat 3`. @throws for an unknown option or value */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      works: { type: "string" },
      counts: { type: "string" },
      rows: { type: "string", default: "300000" },
      repeat: { type: "string", default: "3" },
    },
  });
  return {
    ...(values.only !== undefined && { only: values.only.split(",") }),
    ...(values.works !== undefined && { works: values.works.split(",") }),
    ...(values.counts !== undefined && { counts: values.counts.split(",").map(countOf) }),
    rows: positive("--rows", values.rows),
    repeat: positive("--repeat", values.repeat),
  };
}

function countOf(text: string): number {
  return text === "0" ? 0 : positive("--counts", text);
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} ${text}: expected a positive whole number`);
  return Number(text);
}

/** The members of a list that were asked for by name. @throws for a name that none has */
export function selected<Named extends { readonly name: string }>(
  option: string,
  all: readonly Named[],
  names: readonly string[],
): Named[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(", ");
    throw new Error(`${option} ${unknown}: expected names out of ${known}, separated by commas`);
  }
  return all.filter(({ name }) => names.includes(name));
}

import { readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { keptCommand } from "../../command-line";
import type { Checkpoint } from "../../run-store/checkpoint";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { readRuns } from "../../run-store/folder/run-list";
import { UsageError } from "../../errors";
import { runPage } from "../../report/page/run-page";
import { type KeptResult, readRun, reportOfResult } from "../../report/read-run";
import type { RunReport } from "../../report/run-report";
import { nearMissOrList } from "../../../yaml-file";
import { damagedWarnings } from "../wiring/choose-run";
import { exitCode, type ExitCode } from "../exit-code";
import { nextCommand, nextCommandText } from "../output/next-command";
import { isInS3 } from "../wiring/open-objects";
import { fetchRun, runNamed } from "../wiring/run-at";
import { processesOf } from "../wiring/run-opener";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";
import { reportDrill } from "./report-drill";
import { writePage } from "../output/write-page";

export interface ReportOptions {
  readonly output?: string;
  readonly json?: boolean;
  readonly runFolder: string;
}

const pageFile = "report.html";

/** `dynamodb-migrate report`: a run as one HTML page. */
export async function report(
  name: string | undefined,
  options: ReportOptions,
  version: string,
  context: ProcessContext,
): Promise<ExitCode> {
  const ofDrill = await reportDrill(name, options, version, context);
  if (ofDrill !== undefined) return ofDrill;
  const chosen = await choose(name, options, context);
  if (options.json) {
    printJson("report", chosen.report, context);
    return exitCode.done;
  }
  const page = runPage(chosen.report, context.now().toISOString(), version);
  const path = options.output ?? join(chosen.folder, pageFile);
  await writePage(page, { path, title: `Report of run ${chosen.report.run}`, option: "--output" }, context);
  return exitCode.done;
}

/** A run's report, and the folder that its page goes to. */
interface Chosen {
  readonly report: RunReport;
  readonly folder: string;
}

async function choose(
  name: string | undefined,
  options: ReportOptions,
  context: ProcessContext,
): Promise<Chosen> {
  const fetched = name !== undefined && isInS3(name) ? await fetchRun(name, options, context) : undefined;
  const { parent, run: wanted } = runNamed(fetched?.run ?? name, options, context);
  const { runs, damaged } = await readRuns(parent);
  if (name === undefined) damagedWarnings(damaged).forEach(context.error);
  const malformed = damaged.find(({ run }) => run === wanted);
  if (malformed) throw malformed.problem;
  const checkpoint = name === undefined ? runs.at(-1) : runs.find((run) => run.run === wanted);
  if (checkpoint) return ofRun(checkpoint, join(parent, checkpoint.run), options, context);
  if (name === undefined) {
    const message = `no run in ${options.runFolder}; make one with \`${nextCommandText("run", [], options)}\`, or name its folder with --run-folder`;
    throw new UsageError("no-run", message);
  }
  return { report: reportOfResult(await readResult(name, runs, context)), folder: context.cwd };
}

async function ofRun(
  checkpoint: Checkpoint,
  folder: string,
  { runFolder }: ReportOptions,
  context: ProcessContext,
): Promise<Chosen> {
  const shownFolder = relative(context.cwd, folder) || ".";
  const rollback = nextCommand("rollback", [checkpoint.run], {
    runFolder,
    local: keptCommand(checkpoint.options["command"])?.includes("--local") ?? false,
  });
  const locked = await isLocked(join(folder, lockFile), processesOf(context));
  return { folder, report: await readRun({ checkpoint, folder, shownFolder, rollback, isLocked: locked }) };
}

/** A result as `run --json` prints it, from a file or from standard input. */
async function readResult(
  name: string,
  runs: readonly Checkpoint[],
  context: ProcessContext,
): Promise<KeptResult> {
  const path = resolve(context.cwd, name);
  const names = runs.map(({ run }) => run);
  if (name !== "-" && !(await stat(path).catch(() => undefined))?.isFile()) {
    const message = `no run or file named "${name}"${nearMissOrList(name, names, `there are: ${names.join(", ") || "none"}`)}`;
    throw new UsageError("run-unknown", message);
  }
  const text = name === "-" ? await context.readInput() : await readFile(path, "utf8");
  const result = parse(text);
  if (result) return result;
  const message = `${name === "-" ? "standard input" : name} is not the result of a run; expected what \`dynamodb-migrate run --json\` prints`;
  throw new UsageError("result-unknown-shape", message);
}

function parse(text: string): KeptResult | undefined {
  try {
    const result = JSON.parse(text) as Partial<KeptResult> | null;
    return typeof result?.outcome === "string" && Array.isArray(result.entities)
      ? (result as KeptResult)
      : undefined;
  } catch {
    return undefined;
  }
}

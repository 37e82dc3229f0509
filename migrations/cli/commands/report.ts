import type { ReportOptions } from "../actions/report";
import { addRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

/** Registers `report`. */
export function addReport({ program, version, context, done }: Registration): void {
  const command = program
    .command("report")
    .description(
      "write a run's figures, progress chart, rejected rows and verification as one self-contained HTML page",
    )
    .argument(
      "[run]",
      "the run's name, as status lists it, its folder, its location in S3, a drill's name, or a file with what run --json printed, - for standard input (default: the latest run)",
    )
    .option(
      "-o, --output <file>",
      "file for the page, - for standard output (default: report.html in the run's folder)",
    )
    .option("--json", "print the page's contents as JSON on standard output, and write no page");
  addRunFolder(command).action(async (run: string | undefined, options: ReportOptions) =>
    done(await (await import("../actions/report.js")).report(run, options, version, context)),
  );
}

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, UsageError } from "../../errors";
import type { DocumentBody } from "../../report/json/document";
import { drillSchema } from "../../report/json/drill-schema";
import { drillPage } from "../../report/page/drill-page";
import { exitCode, type ExitCode } from "../exit-code";
import { printJson } from "../output/print-json";
import { writePage } from "../output/write-page";
import type { ProcessContext } from "../process-context";
import { drillsFolder } from "../wiring/drills-folder";

/** Options of `report`. */
interface PageOptions {
  readonly output?: string;
  readonly json?: boolean;
  readonly runFolder: string;
}

/**
 * `dynamodb-migrate report` of a drill. `undefined` if there is no drill of that name.
 *
 * @throws UsageError if its file is damaged
 */
export async function reportDrill(
  name: string | undefined,
  options: PageOptions,
  version: string,
  context: ProcessContext,
): Promise<ExitCode | undefined> {
  if (name === undefined || !/^drill-\d{8}-\d{6}$/.test(name)) return undefined;
  const path = resolve(context.cwd, options.runFolder, drillsFolder, name);
  const text = await readFile(`${path}.json`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const result = parse(text, `${path}.json`);
  if (options.json) printJson("drill", result, context);
  else {
    const page = drillPage(result, context.now().toISOString(), version);
    const to = { path: options.output ?? `${path}.html`, title: `Report of ${name}`, option: "--output" };
    await writePage(page, to, context);
  }
  return exitCode.done;
}

function parse(text: string, shown: string): DocumentBody<"drill"> {
  try {
    return drillSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = `${shown} cannot be read (${messageOf(cause)}); repeat the drill`;
    throw new UsageError("run-file-unreadable", message, { cause });
  }
}

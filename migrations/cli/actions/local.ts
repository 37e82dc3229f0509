import { relative, resolve } from "node:path";
import { type EngineName, startLocal, stopLocal } from "../../local";
import { exitCode, type ExitCode } from "../exit-code";
import { nextCommandText } from "../output/next-command";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

export interface LocalUpOptions {
  readonly synth: string;
  readonly engine?: EngineName;
  readonly port?: number;
  readonly data?: string;
  readonly stack?: string[];
  readonly streams?: boolean;
  readonly json?: boolean;
  readonly runFolder: string;
}

/** `dynamodb-migrate local up`: an embedded DynamoDB with the synthesized tables. */
export async function localUp(options: LocalUpOptions, context: ProcessContext): Promise<ExitCode> {
  const local = await startLocal({
    cwd: context.cwd,
    environment: context.env,
    synthFolder: options.synth,
    runFolder: options.runFolder,
    command: (name) => nextCommandText(`local ${name}`, [], { runFolder: options.runFolder }),
    engine: options.engine,
    port: options.port,
    dbPath: options.data,
    stacks: options.stack,
    streams: options.streams,
  });
  const outputs = relative(context.cwd, local.outputsFile);
  const tables = local.tables.map(({ name, outcome, leftOut }) => ({ name, outcome, without: leftOut }));
  if (options.json) {
    const { endpoint, engine, why, pid } = local;
    printJson("local", { endpoint, engine, why, pid, outputs, tables }, context);
    return exitCode.done;
  }
  context.error(
    `${engineNames[local.engine]} ${local.alreadyRunning ? "runs already" : "is up"} at ${local.endpoint} (pid ${local.pid}; ${local.why})`,
  );
  for (const { name, outcome, without } of tables) {
    context.error(`  ${outcome} ${name}${without.length > 0 ? `, without ${without.join(" and ")}` : ""}`);
  }
  context.error(`Outputs: ${outputs}`);
  const move = nextCommandText("run", [], { local: true, runFolder: options.runFolder });
  context.error(
    `Next: ${move}, and at the end ${nextCommandText("local down", [], { runFolder: options.runFolder })}`,
  );
  return exitCode.done;
}

/** `dynamodb-migrate local down`: ends it. */
export async function localDown(
  options: { readonly runFolder: string },
  context: ProcessContext,
): Promise<ExitCode> {
  const { outcome, state } = await stopLocal({ cwd: context.cwd, runFolder: options.runFolder });
  if (outcome === "stopped" && state)
    context.error(`${engineNames[state.engine]} at ${state.endpoint} has ended`);
  else
    context.error(
      `No embedded DynamoDB is running (looked in ${relative(context.cwd, resolve(context.cwd, options.runFolder)) || "."})`,
    );
  return exitCode.done;
}

const engineNames: Record<EngineName, string> = { "dynamodb-local": "DynamoDB Local", dynalite: "dynalite" };

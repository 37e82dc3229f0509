import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Control } from "../../../cutover/control/control";
import { DynamoDbControl } from "../../../cutover/control/dynamodb-control";
import { FileControl } from "../../../cutover/control/file-control";
import { DynamoDbLedger } from "../../../cutover/ledger/dynamodb-ledger";
import { FileLedger } from "../../../cutover/ledger/file-ledger";
import type { Ledger } from "../../../cutover/ledger/ledger";
import { UsageError } from "../../errors";
import type { CutoverOutput } from "../../targets/cutover-output";
import { readCutoverOutput } from "../../targets/read-outputs";
import type { CutoverOptions } from "../options/cutover-options";
import type { ProcessContext } from "../process-context";
import { endpointIn } from "./client-settings";
import { withCutoverErrors } from "./cutover-error";
import { connectTo } from "./dynamodb";
import { type OpenedTarget, openTarget } from "./open-target";

/** The control and the ledger of cutovers. */
export interface OpenedCutover {
  readonly control: Control;
  readonly ledger: Ledger;
}

interface OpenCutover extends OpenedCutover {
  readonly close: () => void;
}

const filePrefix = "file:";

/** Does something with the control and the ledger of cutovers, and closes them. @throws RunnerError */
export function withCutover<Result>(
  options: CutoverOptions,
  context: ProcessContext,
  step: (opened: OpenedCutover) => Promise<Result>,
): Promise<Result> {
  return withCutoverErrors(context, async () => {
    const { close, ...opened } = await openCutover(options, context);
    try {
      return await step(opened);
    } finally {
      close();
    }
  });
}

/** Opens what the options, the outputs or the environment name. @throws UsageError */
async function openCutover(options: CutoverOptions, context: ProcessContext): Promise<OpenCutover> {
  const opened = await outputsOf(options, context);
  const output = opened && readCutoverOutput(opened.outputsName, opened.text, options.stack);
  const controlName = options.control ?? output?.control.name ?? context.env["CUTOVER_CONTROL_TABLE"];
  if (controlName === undefined)
    throw new UsageError(
      "control-unknown",
      "no control is known: name its table with --control, or an outputs file that has dynamodb_cutover with --outputs",
    );
  return open(
    controlName,
    ledgerName(controlName, options, output, context),
    { options, opened, output },
    context,
  );
}

function ledgerName(
  controlName: string,
  { ledger }: CutoverOptions,
  output: CutoverOutput | undefined,
  { env }: ProcessContext,
): string {
  const name = ledger ?? output?.ledger.name ?? env["CUTOVER_LEDGER_TABLE"];
  if (name !== undefined) return name;
  if (controlName.startsWith(filePrefix)) return `${controlName}.ledger`;
  throw new UsageError(
    "control-unknown",
    "the ledger is not known: name its table with --ledger, or an outputs file that has dynamodb_cutover with --outputs",
  );
}

/** Without `--outputs`, the default file is read if it exists. */
async function outputsOf(
  options: CutoverOptions,
  context: ProcessContext,
): Promise<OpenedTarget | undefined> {
  const isNamed = options.outputs !== undefined || options.local === true;
  const exists = await stat(resolve(context.cwd, "outputs.json")).then(
    () => true,
    () => false,
  );
  return isNamed || exists ? openTarget(options, context) : undefined;
}

interface Found {
  readonly options: CutoverOptions;
  readonly opened: OpenedTarget | undefined;
  readonly output: CutoverOutput | undefined;
}

function open(control: string, ledger: string, found: Found, context: ProcessContext): OpenCutover {
  let client: DynamoDBClient | undefined;
  const table = (name: string) => ({ table: name, client: (client ??= connect(found, context)) });
  const path = (name: string): string => resolve(context.cwd, name.slice(filePrefix.length));
  return {
    control: control.startsWith(filePrefix)
      ? new FileControl(path(control))
      : new DynamoDbControl(table(control)),
    ledger: ledger.startsWith(filePrefix) ? new FileLedger(path(ledger)) : new DynamoDbLedger(table(ledger)),
    close: () => client?.destroy(),
  };
}

function connect({ options, opened, output }: Found, context: ProcessContext): DynamoDBClient {
  const { env } = context;
  const endpoint = options.endpoint ?? opened?.local?.endpoint ?? endpointIn(env, "DYNAMODB");
  const region =
    options.region ??
    output?.region ??
    opened?.target.region ??
    env["AWS_REGION"] ??
    env["AWS_DEFAULT_REGION"];
  if (region === undefined)
    throw new UsageError(
      "region-unknown",
      "no region is known; name it with --region or AWS_REGION, or name an outputs file with --outputs",
    );
  return connectTo(endpoint, region, context).client;
}

import { UnreachableError, UsageError } from "../../errors";
import { describeExport, isExportArn } from "../../dynamodb/control/describe-export";
import { type RecoveryPeriod, recoveryPeriod } from "../../dynamodb/control/recovery-period";
import { counted } from "../../report/quantity";
import { type Manifest, readManifest } from "../../table-files/export/dynamodb-export-manifest";
import type { ProcessContext } from "../process-context";
import { findExports } from "./find-exports";
import { timeText } from "./open-changes";
import type { TableAccess } from "./table-access";

const minute = 60_000;
const day = 24 * 60 * minute;
/** The service's limits of one incremental export. */
const minPeriodMs = 15 * minute;
const maxPeriodMs = day;

const units = new Map([
  ["m", minute],
  ["h", 60 * minute],
  ["d", day],
]);

/** A period of an incremental export, in milliseconds since 1970. */
export interface ExportPeriod {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** The period that a person asks for. */
export interface AskedPeriod {
  /** A time, a duration before now, or an earlier export: its folder, location or ARN. */
  readonly since: string;
  /** A time or a duration before now. @default the latest time that the table can be restored to */
  readonly until?: string | undefined;
}

/**
 * The periods of the incremental exports that together hold the changes of a table: each has 15 minutes to 24 hours.
 *
 * @throws UsageError if the period is too short, or is not within the table's point-in-time recovery; UnreachableError
 */
export async function exportPeriods(
  table: string,
  asked: AskedPeriod,
  access: TableAccess,
  context: ProcessContext,
): Promise<ExportPeriod[]> {
  const recovery = await recoveryPeriod(access.client, table);
  if (!recovery)
    throw new UnreachableError(
      "service-refuses",
      `cannot export the changes of table ${table}: point-in-time recovery is off; set pointInTimeRecovery for it in tables.yaml and deploy`,
    );
  const from = await startOf(table, asked.since, access, context);
  const to = asked.until === undefined ? recovery.latest : timeOf("--until", asked.until, context);
  const period = { from: wholeSeconds(from), to: wholeSeconds(to) };
  refuseOutside(table, period, recovery);
  return split(period);
}

/** The start of the changes: the time of `since`, or the end of the export that it names. */
async function startOf(
  table: string,
  since: string,
  access: TableAccess,
  context: ProcessContext,
): Promise<number> {
  const time = parseTime(since, context);
  if (time !== undefined) return time;
  const ends = isExportArn(since) ? [await endOfArn(since, access)] : await endsIn(since, access, context);
  const ofTable = ends.filter((end) => end.table === undefined || end.table === table);
  if (ends.length === 0) throw invalid("--since", since, ", or an earlier export");
  if (ofTable.length === 0)
    throw new UsageError(
      "export-period-invalid",
      `--since: ${since} is of table ${ends[0]?.table}, not of ${table}; name an export of that table`,
    );
  return Math.max(...ofTable.map(({ end }) => end));
}

/** Up to when an export has the changes of its table. */
interface ExportEnd {
  readonly table: string | undefined;
  readonly end: number;
}

async function endOfArn(arn: string, { client }: TableAccess): Promise<ExportEnd> {
  const { ExportTime, IncrementalExportSpecification: period, TableArn } = await describeExport(client, arn);
  const end = period?.ExportToTime ?? ExportTime;
  if (!end)
    throw new UsageError("export-period-invalid", `--since: DynamoDB does not say the time of ${arn}`);
  return { table: TableArn?.split("/").at(1), end: end.getTime() };
}

async function endsIn(name: string, access: TableAccess, context: ProcessContext): Promise<ExportEnd[]> {
  const manifests = await Promise.all((await findExports([name], access, context)).map(readManifest));
  return manifests.flatMap((manifest) => endOf(manifest));
}

function endOf({ tableArn, toTime, exportTime }: Manifest): ExportEnd[] {
  const end = toTime ?? exportTime;
  return end === undefined ? [] : [{ table: tableArn?.split("/").at(1), end }];
}

function timeOf(option: string, text: string, context: ProcessContext): number {
  const time = parseTime(text, context);
  if (time === undefined) throw invalid(option, text, "");
  return time;
}

/** `2026-11-25T10:00:00Z`, `6h`; `undefined` for anything else. */
function parseTime(text: string, { now }: ProcessContext): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now().getTime() - Number(amount) * (units.get(unit) as number);
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const time = isTime ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

function invalid(option: string, got: string, more: string): UsageError {
  return new UsageError(
    "export-period-invalid",
    `${option} must be a time such as 2026-11-25T10:00:00Z, a duration such as 6h${more}, got "${got}"`,
  );
}

/** The service counts in seconds. */
function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function refuseOutside(
  table: string,
  { from, to }: ExportPeriod,
  { earliest, latest }: RecoveryPeriod,
): void {
  const wrong = (message: string) => new UsageError("export-period-invalid", message);
  if (to > latest)
    throw wrong(
      `changes of table ${table} can be exported up to ${timeText(wholeSeconds(latest))} by now, got --until ${timeText(to)}; omit --until, or wait`,
    );
  if (from < wholeSeconds(earliest))
    throw wrong(
      `the point-in-time recovery of table ${table} starts at ${timeText(earliest)}, and changes from ${timeText(from)} are asked for; make a full export (without --since)`,
    );
  if (to - from >= minPeriodMs) return;
  const minutes = Math.max(0, Math.floor((to - from) / minute));
  throw wrong(
    `an incremental export has at least 15 minutes, and ${timeText(from)} to ${timeText(to)} has ${counted(minutes, "minute")}; choose an earlier --since, or wait`,
  );
}

/** Equal parts of at most 24 hours. */
function split({ from, to }: ExportPeriod): ExportPeriod[] {
  const parts = Math.ceil((to - from) / maxPeriodMs);
  const border = (index: number) =>
    index === parts ? to : wholeSeconds(from + ((to - from) * index) / parts);
  return Array.from({ length: parts }, (_, index) => ({ from: border(index), to: border(index + 1) }));
}

import { createHash } from "node:crypto";
import { relative, resolve } from "node:path";
import { LocatedDocument } from "../../../yaml-file";
import { type CommandArguments, withoutResume } from "../../command-line";
import type { Definition } from "../../definition/definition";
import { keyAttributes } from "../../items/target-table";
import { compileItemChange, type ItemChangeRules } from "../../mapping/item-change";
import { loadCel } from "../../mapping/expression";
import { tryChanges } from "../../pipeline/in-place/try-changes";
import type { RunResult } from "../../pipeline/run/run-result";
import { runJson } from "../../report/json-report";
import { count, counted } from "../../report/quantity";
import { changeText } from "../../report/text/change-text";
import { runText } from "../../report/text/run-text";
import { keyListFile } from "../../run-store/folder/key-list";
import { RunFolder } from "../../run-store/folder/run-folder";
import { nextNumber, readRuns } from "../../run-store/folder/run-list";
import type { ExitCode } from "../exit-code";
import { exitCodeOfRun } from "../wiring/exit-code-of-run";
import type { ChangeItemsOptions } from "../options/change-options";
import { confirmStep } from "../output/confirm-step";
import { nextCommand } from "../output/next-command";
import { printJson } from "../output/print-json";
import { makeObserver } from "../output/progress";
import type { ProcessContext } from "../process-context";
import { chooseRun, damagedWarnings, newRunName } from "../wiring/choose-run";
import { type ChosenTable, identitiesOf } from "../wiring/chosen-table";
import type { InPlaceParts } from "../wiring/in-place-parts";
import { runInPlace } from "../wiring/in-place-run";
import { scanOf } from "../wiring/in-place-scan";
import { controlIn } from "../wiring/obey-authority";
import { obeyTableAuthority } from "../wiring/obey-table-authority";
import { readDelete, readUpdate } from "../wiring/read-change";
import { refuseRecreated } from "../wiring/refuse-recreated";
import { opener } from "../wiring/run-opener";
import { runRequest } from "../wiring/run-request";
import { ScratchFolder } from "../wiring/scratch-folder";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { chooseByName } from "../wiring/table-by-name";

/** Items of a dry run that are shown. */
const maxExamples = 3;

/** `dynamodb-migrate update` and `delete`: changes or deletes items of a table that is in use. */
export async function changeItems(
  kind: "update" | "delete",
  tableName: string,
  options: ChangeItemsOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const compile = await loadCel();
  const access = await openTableAccess(options, context, false);
  try {
    const chosen = await chooseByName(access, tableName);
    const rules =
      kind === "delete"
        ? readDelete(options, chosen.table, compile)
        : await readUpdate(options, chosen.table, compile, context);
    const change = compileItemChange(rules, chosen.table, context.env, compile);
    const migration = {
      ...{ definition: definitionOf(kind, chosen, rules), target: targetOf(chosen, access), compile },
      ...{ env: context.env, local: access.opened?.local },
      scratch: new ScratchFolder(resolve(context.cwd, options.runFolder)),
    };
    const control = controlIn(access.opened, options, context);
    const parts = { chosen, change, access, migration, options, context, control };
    return options.dryRun ? await showChanges(parts) : await changeForGood(kind, parts);
  } finally {
    access.client.destroy();
  }
}

type NewParts = Omit<InPlaceParts, "earlier" | "number" | "next">;

async function changeForGood(kind: "update" | "delete", parts: NewParts): Promise<ExitCode> {
  const { migration, access, options, context, chosen, control } = parts;
  const parent = resolve(context.cwd, options.runFolder);
  const list = await readRuns(parent);
  damagedWarnings(list.damaged).forEach(context.error);
  const earlier = chooseRun(list, {
    ...runRequest(migration, access, options),
    definedBy: "what it changes (--where, --set, --add, --remove, --change)",
  });
  refuseRecreated(earlier, identitiesOf(chosen), (id) => id);
  if (kind === "delete" && !earlier) await confirmDelete(chosen, options, context);
  await obeyTableAuthority(kind, { tables: [chosen.table.name], client: access.client, control }, context);
  const taken = [...list.runs, ...list.damaged].map(({ run }) => run);
  const name = earlier?.run ?? newRunName(migration.definition.name, context.now(), taken);
  const next = nextCommand("status", [], options);
  const store = await RunFolder.open(parent, name, opener(context));
  try {
    if (earlier) context.error(`Resuming run ${name} (--no-resume starts over)`);
    const { run, search } = await runInPlace({ ...parts, earlier, number: nextNumber(list), next }, store);
    if (!options.json) context.error(scannedText(search.scanned, search.found, chosen));
    return show(run, next, options, context);
  } finally {
    await store.close();
  }
}

function confirmDelete(
  { table }: ChosenTable,
  { where, yes, json, runFolder }: ChangeItemsOptions,
  context: ProcessContext,
): Promise<void> {
  const what = where === undefined ? "all items" : `all items for which ${where} holds`;
  const danger = `${what} will be deleted; the run's journal in ${runFolder} keeps them, and rollback restores them`;
  return confirmStep(table.name, danger, { ...(yes && { yes }), ...(json && { json }) }, context);
}

async function showChanges({
  chosen,
  change,
  access,
  options,
  context,
  migration,
}: NewParts): Promise<ExitCode> {
  const { table, description } = chosen;
  const startedAt = context.now();
  const observer = makeObserver(context, { quiet: options.json ?? false });
  observer.started(table.name, `scan of ${table.name}`, "nothing; this is a dry run");
  const total = description.ItemCount ?? 0;
  const tried = await tryChanges({
    ...{ source: scanOf(access, options), table: table.name, change, limit: options.limit },
    ...{ maxExamples, signal: context.signal },
    onProgress: (rows) =>
      observer.progressed(table.name, {
        rows,
        unit: "item",
        total: total > 0 ? Math.max(total, rows) : undefined,
      }),
  });
  observer.ended(table.name, tried.tally);
  const entities = [{ entity: migration.definition.name, table: table.name, tally: tried.tally }];
  const run: RunResult = {
    ...{ run: "dry-run", folder: "", dryRun: true, outcome: "finished" },
    ...{ startedAt, endedAt: context.now(), entities, retries: {} },
  };
  if (!options.json) {
    context.error(scannedText(tried.scanned, tried.tally.rows, chosen));
    const keyNames = keyAttributes(table).map(({ name }) => name);
    changeText(tried.examples, keyNames).forEach(context.error);
  }
  return show(run, [], options, context);
}

function scannedText(scanned: number, found: number, { table }: ChosenTable): string {
  return `Scanned ${counted(scanned, "item")} of ${table.name}; ${count(found)} to change`;
}

function show(
  result: RunResult,
  next: CommandArguments,
  { json }: ChangeItemsOptions,
  context: ProcessContext,
): ExitCode {
  const shown = { ...result, folder: result.folder && relative(context.cwd, result.folder) };
  if (json) printJson("run", runJson(shown), context);
  else
    runText(shown, { next, again: withoutResume(context.args) }, context.columns?.()).forEach(context.error);
  return exitCodeOfRun(result);
}

function definitionOf(kind: string, { table }: ChosenTable, rules: ItemChangeRules): Definition {
  const name = `${kind}-${table.name}`;
  return {
    ...{ name, fileName: name, source: { kind: "jsonl", location: "." } },
    entities: [{ name: table.name, from: { file: keyListFile }, to: table.name, omitNull: false }],
    fingerprint: createHash("sha256").update(JSON.stringify(rules)).digest("hex"),
    document: LocatedDocument.parse(kind, ""),
  };
}

function targetOf(
  { table }: ChosenTable,
  { opened, region }: TableAccess,
): InPlaceParts["migration"]["target"] {
  const none = { formatVersion: 1, service: "", environment: "", role: "primary" } as const;
  return { ...none, ...opened?.target, region, tables: { [table.name]: table } };
}

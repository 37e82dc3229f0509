import { type EntityStatus, status } from "../../../cutover/steps/status";
import type { Control } from "../../../cutover/control/control";
import { pollMilliseconds } from "../../../cutover/control/lease";
import { isRed } from "../../../cutover/steps/check-gates";
import type { DocumentBody } from "../../report/json/document";
import { historyText, statusText } from "../../report/text/cutover-text";
import { commandText } from "../../command-line";
import { exitCode, type ExitCode } from "../exit-code";
import type { CutoverOptions } from "../options/cutover-options";
import { cutoverCommand } from "../output/cutover-command";
import { printJson } from "../output/print-json";
import { writePage } from "../output/write-page";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "../wiring/cutover-clock";
import { cutoverEntities } from "../wiring/cutover-entities";
import { type OpenedCutover, withCutover } from "../wiring/open-cutover";

/** A poll with its jitter, and the way to the control. */
const defaultObserveMs = pollMilliseconds + 1500;

export interface StatusOptions extends CutoverOptions {
  /** How long reports of processes are waited for. Milliseconds. */
  readonly observe?: number;
}

export interface ShowOptions extends StatusOptions {
  /** Path of an HTML page to write instead; `-` for standard output. */
  readonly html?: string;
}

/** `dynamodb-migrate cutover status` */
export function cutoverStatus(
  options: ShowOptions,
  version: string,
  context: ProcessContext,
): Promise<ExitCode> {
  return withCutover(options, context, async (opened) => {
    const states = await readStatus(opened, options, context);
    if (options.html !== undefined) await writeStatusPage(opened, states, { ...options, version }, context);
    if (options.json) printJson("cutover-status", statusJson(opened, states, options), context);
    else if (options.html === undefined) showStatus(opened, states, options, context);
    return exitCode.done;
  });
}

async function writeStatusPage(
  { control, ledger }: OpenedCutover,
  states: readonly EntityStatus[],
  { version, html: path = "-", ...options }: ShowOptions & { readonly version: string },
  context: ProcessContext,
): Promise<void> {
  const { cutoverPage } = await import("../../report/page/cutover/cutover-page.js");
  const madeAt = context.now().toISOString();
  const report = { control: control.description, ledger: ledger.description, madeAt, states };
  const page = cutoverPage({ ...report, commandLine: commandLine(options) }, version);
  await writePage(page, { path, title: `Cutovers in ${control.description}`, option: "--html" }, context);
}

export interface WatchOptions extends StatusOptions {
  /** Number of looks. @default until Ctrl-C */
  readonly times?: number;
}

/** `dynamodb-migrate cutover watch`: the status again and again, with the changes since the last look. */
export function cutoverWatch(options: WatchOptions, context: ProcessContext): Promise<ExitCode> {
  return withCutover(options, context, async (opened) => {
    let seen = new Map<string, number>();
    for (let look = 1; !context.signal.aborted; look++) {
      const states = await readStatus(opened, options, context);
      if (options.json)
        context.out(JSON.stringify({ formatVersion: 1, ...statusJson(opened, states, options) }));
      else {
        context.error(context.now().toISOString());
        showStatus(opened, states, options, context);
        for (const { control } of states) {
          const since = seen.get(control.entity);
          if (since === undefined) continue;
          const events = (await opened.control.history(control.entity)).filter(
            ({ revision }) => revision > since,
          );
          if (events.length > 0) historyText(events, context.columns?.()).forEach(context.error);
        }
      }
      seen = new Map(states.map(({ control }) => [control.entity, control.revision]));
      if (look === options.times) return exitCode.done;
    }
    return exitCode.interrupted;
  });
}

/** `dynamodb-migrate cutover history` */
export function cutoverHistory(options: CutoverOptions, context: ProcessContext): Promise<ExitCode> {
  return withCutover(options, context, async ({ control }) => {
    const names = options.entity ?? (await entityNames(control, options));
    const entities = await Promise.all(
      names.map(async (entity) => ({ entity, events: await control.history(entity) })),
    );
    if (options.json) {
      const plain = entities.map(({ entity, events }) => ({
        entity,
        events: events.map(({ entity: _, ...event }) => event),
      }));
      printJson("cutover-history", { entities: plain }, context);
    } else {
      const events = entities.flatMap((one) => one.events).toSorted((a, b) => (a.at < b.at ? 1 : -1));
      if (events.length === 0) context.error(`No changes in ${control.description}`);
      else historyText(events, context.columns?.()).forEach(context.error);
    }
    return exitCode.done;
  });
}

async function entityNames(control: Control, options: CutoverOptions): Promise<string[]> {
  return (await cutoverEntities(control, options)).map(({ entity }) => entity);
}

async function readStatus(
  { control, ledger }: OpenedCutover,
  options: StatusOptions,
  context: ProcessContext,
): Promise<readonly EntityStatus[]> {
  const entities = await entityNames(control, options);
  return status({
    ...{ control, ledger, entities, clock: cutoverClock(context), signal: context.signal },
    observeMilliseconds: options.observe ?? defaultObserveMs,
  });
}

function commandLine(options: CutoverOptions): (command: readonly string[]) => string {
  return (command) => commandText(cutoverCommand(command, options));
}

function showStatus(
  { control }: OpenedCutover,
  states: readonly EntityStatus[],
  options: StatusOptions,
  context: ProcessContext,
): void {
  statusText(control.description, states, commandLine(options), context.columns?.()).forEach(context.error);
}

function statusJson(
  { control, ledger }: OpenedCutover,
  states: readonly EntityStatus[],
  options: StatusOptions,
): DocumentBody<"cutover-status"> {
  const command = commandLine(options);
  return {
    ...{ control: control.description, ledger: ledger.description },
    entities: states.map(({ processes, gates, next, back, events: _, ...state }) => ({
      ...{
        ...state,
        ledger: { ...state.ledger, keys: [...state.ledger.keys], oldest: [...state.ledger.oldest] },
      },
      processes: processes.map(({ process, label, at, state: how, last }) => ({
        ...{ process, label, state: how, ...(at !== undefined && { at }) },
        ...(last && { revision: last.revision, writesInFlight: last.writesInFlight }),
      })),
      gates: gates.map(({ gate, value, limit, fix }) => ({
        ...{ gate, value, limit, red: isRed({ value, limit }), fix },
      })),
      next: { ...next, command: command(next.command) },
      back: { ...back, command: command(back.command) },
    })),
  };
}

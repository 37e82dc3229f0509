import type { EntityControl } from "../../../cutover/control/control";
import type { Check } from "../../../cutover/steps/check";
import { advance, nextPhase } from "../../../cutover/steps/advance";
import { back } from "../../../cutover/steps/back";
import { flip, type FlipOptions } from "../../../cutover/steps/flip";
import { percent, type ReadShare } from "../../../cutover/steps/percent";
import { type GateChanges, setGates } from "../../../cutover/steps/set-gates";
import type { StepResult, StepSettings } from "../../../cutover/steps/step";
import { authorityIn, type Side } from "../../../cutover/phase";
import { thaw } from "../../../cutover/steps/thaw";
import { UsageError } from "../../errors";
import { checkText, stepText } from "../../report/text/cutover-text";
import { exitCode, type ExitCode } from "../exit-code";
import type { CutoverStepOptions } from "../options/cutover-options";
import { confirmStep } from "../output/confirm-step";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "../wiring/cutover-clock";
import { cutoverEntity } from "../wiring/cutover-entities";
import { cutoverFacts } from "../wiring/cutover-facts";
import { flipNotes } from "../wiring/foreign-writers";
import { type OpenedCutover, withCutover } from "../wiring/open-cutover";

/** A step: what it does with the settings, and what has to be confirmed before. */
export interface CutoverStep {
  /** @param current the state that was shown; the step refuses another phase */
  readonly take: (settings: StepSettings, current: EntityControl) => Promise<StepResult>;
  /** Why a person must type the entity's name; `undefined` if nobody is asked. */
  readonly danger?: (current: EntityControl) => string | undefined;
}

/** Takes a step with one entity, prints its checks as they are made, and how it ended. */
export function takeStep(
  file: string,
  step: CutoverStep,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  return withCutover(options, context, async (opened) => {
    const current = await cutoverEntity(opened.control, options);
    const { entity, phase } = current;
    const danger = step.danger?.(current);
    if (danger !== undefined && !options.dryRun) await confirmStep(entity, danger, options, context);
    const settings = stepSettings({ file, entity, opened }, options, context);
    const result = await step.take({ ...settings, shownPhase: phase }, current);
    return showStep(result, await notesOf(result, file, options, context), options, context);
  });
}

/** What a step is taken with. */
interface StepOrder {
  readonly file: string;
  readonly entity: string;
  readonly opened: OpenedCutover;
}

/** The settings of a step that is taken from the command line. */
export function stepSettings(
  { file, entity, opened }: StepOrder,
  options: CutoverStepOptions,
  context: ProcessContext,
): StepSettings {
  const { expectProcesses, others, dryRun = false, json } = options;
  const count = expectProcesses === undefined ? undefined : { processes: expectProcesses };
  return {
    ...{ control: opened.control, ledger: opened.ledger, clock: cutoverClock(context), entity, dryRun },
    by: `${context.env["USER"] ?? context.env["LOGNAME"] ?? "somebody"}@${context.identity.host || "this host"}`,
    expect: count ?? (others === false ? "no-others" : undefined),
    facts: cutoverFacts(file, entity, options, context),
    signal: context.signal,
    onCheck: (check: Check) => {
      if (!json) checkText(check).forEach(context.error);
    },
  };
}

/** Prints how a step ended. @returns 1 if it was refused */
function showStep(
  result: StepResult,
  notes: readonly string[],
  options: CutoverStepOptions,
  context: ProcessContext,
): ExitCode {
  if (options.json) printJson("cutover-step", { steps: [{ ...result, notes: [...notes] }] }, context);
  else stepText(result, notes).forEach(context.error);
  return result.outcome === "refused" ? exitCode.incomplete : exitCode.done;
}

async function notesOf(
  { outcome, after, before }: StepResult,
  file: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<readonly string[]> {
  const isFlipped = outcome !== "refused" && after?.phase === "new" && before?.phase === "shadow";
  return isFlipped ? flipNotes(file, after.entity, options, context) : [];
}

/** `dynamodb-migrate cutover advance` */
export function cutoverAdvance(
  file: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const danger = (current: EntityControl): string | undefined => {
    const next = nextPhase(current);
    if (next === "new")
      return "The tables become the authority. Until new-only, cutover back returns to the old store";
    if (next !== "new-only") return undefined;
    return "The application stops writing to the old store. From then on, the way back copies every record";
  };
  return takeStep(
    file,
    { danger, take: (settings) => advance(settings, flipOptions(options)) },
    options,
    context,
  );
}

/** `dynamodb-migrate cutover back` */
export function cutoverBack(
  file: string,
  options: CutoverStepOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const danger = ({ phase }: EntityControl): string | undefined =>
    options.acceptLoss && phase === "new"
      ? "Writes that the old store does not have yet are given up"
      : undefined;
  return takeStep(
    file,
    { danger, take: (settings) => back(settings, flipOptions(options)) },
    options,
    context,
  );
}

export interface FlipCommandOptions extends CutoverStepOptions {
  readonly to?: Side;
  /** Only lift a freeze that a command has left. */
  readonly thaw?: boolean;
}

/** `dynamodb-migrate cutover flip` */
export function cutoverFlip(
  file: string,
  options: FlipCommandOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (options.thaw) return takeStep(file, { take: thaw }, options, context);
  const target = ({ phase }: EntityControl): Side =>
    options.to ?? (authorityIn(phase) === "old" ? "new" : "old");
  const danger = (current: EntityControl): string =>
    `The authority changes: the ${target(current)} store is written first`;
  const take = (settings: StepSettings, current: EntityControl): Promise<StepResult> =>
    flip(settings, target(current), flipOptions(options));
  return takeStep(file, { danger, take }, options, context);
}

function flipOptions({ maxFreeze, acceptLoss }: CutoverStepOptions): FlipOptions {
  return { ...(maxFreeze !== undefined && { maxFreezeMs: maxFreeze }), acceptLoss: acceptLoss ?? false };
}

export interface PercentOptions extends CutoverStepOptions {
  readonly allow?: string[];
  readonly deny?: string[];
  readonly forget?: string[];
}

/** `dynamodb-migrate cutover percent` */
export function cutoverPercent(
  share: number | undefined,
  file: string,
  options: PercentOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { allow = [], deny = [], forget = [] } = options;
  if (share === undefined && allow.length + deny.length + forget.length === 0)
    throw new UsageError("cutover-invalid", "name a percentage, or keys with --allow, --deny or --forget");
  const wanted: ReadShare = { ...(share !== undefined && { percent: share }), allow, deny, forget };
  return takeStep(file, { take: (settings) => percent(settings, wanted) }, options, context);
}

export interface GatesOptions extends CutoverStepOptions, GateChanges {}

/** `dynamodb-migrate cutover gates` */
export function cutoverGates(options: GatesOptions, context: ProcessContext): Promise<ExitCode> {
  const { maxErrorRate, maxLatencyP99, maxDifferences, maxLedgerAge, compareSample } = options;
  const given = { maxErrorRate, maxLatencyP99, maxDifferences, maxLedgerAge, compareSample };
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return takeStep("", { take: (settings) => setGates(settings, changes) }, options, context);
}

import type { Clock } from "../clock";
import type { Control, ControlEventKind, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import { CutoverError, RevisionConflictError } from "../errors";
import type { Ledger } from "../ledger/ledger";
import type { Phase } from "../phase";
import type { Check } from "./check";
import type { Facts } from "./facts";

/** How many processes of the application an operator knows of. `no-others`: those that report are all. */
export type Expectation = { readonly processes: number } | "no-others";

/** What every step takes. */
export interface StepSettings {
  readonly control: Control;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly entity: string;
  /** Who takes the step, for the history. */
  readonly by: string;
  /** Only check. @default false */
  readonly dryRun?: boolean;
  /** The phase that the operator was shown: the step is refused if the entity has left it since. @default any */
  readonly shownPhase?: Phase;
  /** Processes that never registered cannot be seen: `advance` and `flip` are refused without it. */
  readonly expect?: Expectation | undefined;
  /** What is known of the migration. @default nothing, which refuses the steps that need it */
  readonly facts?: Facts;
  readonly signal?: AbortSignal | undefined;
  /** Receives each check as soon as it was made. */
  readonly onCheck?: (check: Check) => void;
  /** Milliseconds; the same as that of the processes. @default 30000 */
  readonly leaseMilliseconds?: number;
}

/** How a step ended. */
export interface StepResult {
  readonly entity: string;
  readonly outcome: "changed" | "refused" | "dry-run";
  readonly checks: readonly Check[];
  /** The entity's control before the step; absent if there was none. */
  readonly before?: EntityControl;
  /** After the step: what is stored now, or with `dry-run` would be. Absent if the entity was removed. */
  readonly after?: EntityControl;
  /** What the step changed, or would change, for people. */
  readonly change: string;
  /** Milliseconds for which writes were stopped, as the step measured it. */
  readonly stoppedMs?: number;
  /** Ledger keys that a step back has given up. */
  readonly lostKeys?: readonly string[];
}

/** The control does not have the entity. */
export class EntityNotInControlError extends CutoverError {
  override readonly name = "EntityNotInControlError";

  constructor(
    readonly entity: string,
    description: string,
  ) {
    super(`${description} has no entity "${entity}"; add it with: cutover init --entity ${entity}`, false);
  }
}

/** Collects the checks of a step, and makes its change if all of them hold. */
export class Step {
  readonly checks: Check[] = [];

  constructor(readonly settings: StepSettings) {}

  get lease(): number {
    return this.settings.leaseMilliseconds ?? leaseMilliseconds;
  }

  get isRefused(): boolean {
    return this.checks.some(({ ok }) => !ok);
  }

  add(...checks: readonly Check[]): void {
    for (const check of checks) {
      this.checks.push(check);
      this.settings.onCheck?.(check);
    }
  }

  /** The state that the step starts from. @throws EntityNotInControlError, RevisionConflictError */
  async current(): Promise<EntityControl> {
    const found = await this.stored();
    const { entity, shownPhase = found.phase } = this.settings;
    if (found.phase === shownPhase) return found;
    throw new RevisionConflictError(
      `${entity} has moved from phase ${shownPhase} to ${found.phase} since its state was shown; nothing was changed: read the status again, then repeat the command`,
    );
  }

  /** @throws EntityNotInControlError */
  async stored(): Promise<EntityControl> {
    const { control, entity } = this.settings;
    const found = (await control.read()).get(entity);
    if (found) return found;
    throw new EntityNotInControlError(entity, control.description);
  }

  /** Stores a state with the next revision. @throws RevisionConflictError */
  async store(state: EntityControl, change: string, kind?: ControlEventKind): Promise<EntityControl> {
    const { control, clock, by } = this.settings;
    const next = { ...state, revision: state.revision + 1 };
    await control.change(next, { at: clock.wall().toISOString(), by, change, ...(kind && { kind }) });
    return next;
  }

  /** Makes the change, unless a check failed or the step is a dry run. */
  async finish(
    before: EntityControl,
    state: EntityControl,
    change: string,
    kind?: ControlEventKind,
  ): Promise<StepResult> {
    const { entity, dryRun } = this.settings;
    const result = { entity, checks: this.checks, before, change };
    if (this.isRefused) return { ...result, outcome: "refused", after: before };
    if (dryRun) return { ...result, outcome: "dry-run", after: { ...state, revision: before.revision + 1 } };
    return { ...result, outcome: "changed", after: await this.store(state, change, kind) };
  }
}

import type { FollowPhase, UnansweredWrites } from "../../run-store/follow/follow-state";

/** What {@link UnansweredMarks} works with. */
export interface UnansweredMarksSettings {
  /** Names of the entities that are followed. */
  readonly entities: readonly string[];
  /** As it was saved last. */
  readonly state: { readonly phase: FollowPhase; readonly unanswered?: UnansweredWrites | undefined };
  readonly now: () => Date;
  /** When a write of this process last had no response; `undefined` if all had one. */
  readonly lastAt: () => Date | undefined;
  /**
   * Says so in the control of a cutover. @returns the entities that need no further mark
   * @default no control is known, and the marks wait for a process that knows one
   */
  readonly mark?: ((entities: readonly string[], at: string) => Promise<readonly string[]>) | undefined;
}

/** States that a process leaves once every request of it has ended. */
const endedPhases: ReadonlySet<FollowPhase> = new Set(["prepared", "stopped", "lost", "ended"]);

/**
 * Writes of following that had no response. DynamoDB accepts a signed request for 15 minutes: such a write may be carried
 * out after a flip, and replace a newer item of the application. The control of a cutover therefore names the entities as
 * unverified, until all their records were compared 20 minutes later.
 *
 * A process that was killed has left no word of its last requests: they count as unanswered.
 */
export class UnansweredMarks {
  private at: string | undefined;
  private readonly unmarked: Set<string>;
  private seen: Date | undefined;

  constructor(private readonly settings: UnansweredMarksSettings) {
    const { state, entities, now } = settings;
    const wasKilled = !endedPhases.has(state.phase);
    this.at = wasKilled ? now().toISOString() : state.unanswered?.at;
    this.unmarked = new Set(wasKilled ? entities : state.unanswered?.unmarked);
  }

  /** What is to be saved with the position: a flip that relies on it must see the marks that are missing. */
  get state(): UnansweredWrites | undefined {
    this.look();
    return this.at === undefined ? undefined : { at: this.at, unmarked: [...this.unmarked] };
  }

  /** Makes the marks that are missing. @throws RunnerError if the control cannot be reached; doing it again is safe */
  async make(): Promise<void> {
    const { state, settings } = this;
    if (state === undefined || state.unmarked.length === 0 || !settings.mark) return;
    const marked = await settings.mark(state.unmarked, state.at);
    // A write that was lost meanwhile needs a later mark.
    if (this.state?.at === state.at) for (const entity of marked) this.unmarked.delete(entity);
  }

  private look(): void {
    const last = this.settings.lastAt();
    if (last === undefined || last === this.seen) return;
    this.seen = last;
    this.at = last.toISOString();
    for (const entity of this.settings.entities) this.unmarked.add(entity);
  }
}

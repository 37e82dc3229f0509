/** A record as a client sees it; `undefined` if there is none. */
export type Seen = Readonly<Record<string, unknown>> | undefined;

/**
 * What a store may hold after requests of one client, which sends one at a time for each of its keys: the last state that
 * was acknowledged, or one that was requested after it without a response.
 */
export class ExpectedRecords {
  private readonly states = new Map<string, Seen[]>();
  acknowledged = 0;
  unanswered = 0;

  acknowledge(key: string, state: Seen): void {
    this.acknowledged++;
    this.states.set(key, [state]);
  }

  /** The request may have been carried out. */
  lose(key: string, state: Seen): void {
    this.unanswered++;
    this.states.set(key, [...(this.states.get(key) ?? [undefined]), state]);
  }

  /** Keys whose state is none of the possible ones. */
  lost(stateOf: (key: string) => Seen, sameState: (one: Seen, other: Seen) => boolean): readonly string[] {
    return [...this.states].flatMap(([key, possible]) =>
      possible.some((state) => sameState(state, stateOf(key))) ? [] : [key],
    );
  }
}

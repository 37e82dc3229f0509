import type { Manifest } from "../../run-store/shards/manifest";
import type { HeldState } from "../../sources/source";
import type { Migration } from "./open-migration";
import type { RunLocation } from "./run-location";

/** The state of a source that all workers of this machine read, if the source can hold one. Held by the process that started them. */
export class SourceState {
  private held: HeldState | undefined;

  /**
   * Starts to hold the present state, for a new run or one that had one before. Not for workers of other machines, which
   * are not to depend on this process.
   * @param before manifest of the run that is resumed
   * @throws UnreachableError
   */
  async hold(
    { source }: Migration,
    { isShared }: Pick<RunLocation, "isShared">,
    before: Manifest | undefined,
  ): Promise<string | undefined> {
    if (isShared || (before && before.state === undefined)) return undefined;
    this.held = await source.hold?.();
    return this.held?.id;
  }

  async close(): Promise<void> {
    await this.held?.close();
  }
}

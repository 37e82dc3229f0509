import type { RowObject } from "../../migrations/items/row";
import type { Clock } from "../clock";
import { rowOf } from "../converge";
import type { OnEvent } from "../cutover-event";
import { authorityIn, type Side } from "../phase";
import { keepAlive } from "../keep-alive";
import type { ControlPoller } from "../process/control-poller";
import { type ReadOverride, readSide } from "../read-override";
import { keyText, type RecordKey } from "../record-key";
import type { NativeQuery, NativeRead } from "../records";
import { timedCall } from "../counters/timed-call";
import type { Leftovers } from "./leftovers";
import type { LiveEntity } from "./live-entity";

/** Compares the stores for a sample of the reads, after they have returned. */
export interface Comparisons {
  record(entity: LiveEntity, key: RecordKey): void;
  query<Result>(entity: LiveEntity, operation: NativeQuery<Result>): void;
}

/** What {@link EntityReader} works with. */
export interface ReaderSettings {
  readonly clock: Clock;
  readonly poller: ControlPoller;
  readonly leftovers: Leftovers;
  readonly comparisons: Comparisons;
  readonly override?: ReadOverride;
  readonly readYourWrites: boolean;
  readonly servesStale: boolean;
  readonly onEvent: OnEvent;
}

/** Reads records from the store that the phase and the percentage select. */
export class EntityReader {
  constructor(private readonly settings: ReaderSettings) {}

  async get(entity: LiveEntity, key: RecordKey): Promise<RowObject | undefined> {
    const { old, new: tables, mapping } = entity.settings;
    return this.read(entity, key, {
      old: () => old.read(key),
      new: async () => rowOf(mapping, await tables.read(key)),
    });
  }

  async read<Result>(entity: LiveEntity, key: RecordKey, operation: NativeRead<Result>): Promise<Result> {
    const { poller, comparisons } = this.settings;
    if (!poller.lease.isValid) await this.renew();
    const result = await this.call(entity, this.sideOf(entity, keyText(key)), operation);
    if (entity.control.phase === "shadow") comparisons.record(entity, key);
    return result;
  }

  async query<Result>(entity: LiveEntity, operation: NativeQuery<Result>): Promise<Result> {
    const { poller, comparisons } = this.settings;
    if (!poller.lease.isValid) await this.renew();
    const result = await this.call(entity, this.sideOfQuery(entity, operation.by), operation);
    if (entity.control.phase === "shadow") comparisons.query(entity, operation);
    return result;
  }

  private async renew(): Promise<void> {
    try {
      await keepAlive(this.settings.poller.renew());
    } catch (error) {
      if (!this.settings.servesStale) throw error;
    }
  }

  private sideOf(entity: LiveEntity, key: string): Side {
    const { control } = entity;
    const side = readSide(control, key, this.settings.override);
    const authority = authorityIn(control.phase);
    if (side === authority) return side;
    const isOwn = this.settings.readYourWrites && entity.recent.has(key);
    return isOwn || this.settings.leftovers.has(entity, key) ? authority : side;
  }

  private sideOfQuery(entity: LiveEntity, by: RecordKey | undefined): Side {
    if (by !== undefined) return readSide(entity.control, keyText(by), this.settings.override);
    const { control } = entity;
    const { override } = this.settings;
    if (control.phase !== "shadow") return authorityIn(control.phase);
    if (override?.kind === "force") return override.side;
    return (override?.percent ?? control.percent) >= 100 ? "new" : "old";
  }

  /** Reads a store. While the old store is the authority, it also has what the tables failed to return. */
  private async call<Result>(entity: LiveEntity, side: Side, operation: NativeRead<Result>): Promise<Result> {
    try {
      return await this.timed(entity, side, operation);
    } catch (error) {
      if (side === "old" || authorityIn(entity.control.phase) === "new") throw error;
      const message = `${entity.name}: the tables could not be read; the old store was read instead`;
      this.settings.onEvent({ kind: "read-fallback", entity: entity.name, message, error });
      return this.timed(entity, "old", operation);
    }
  }

  private async timed<Result>(
    { counters }: LiveEntity,
    side: Side,
    operation: NativeRead<Result>,
  ): Promise<Result> {
    try {
      return await timedCall({ clock: this.settings.clock, counters, side }, () => operation[side]());
    } finally {
      counters.read(side);
    }
  }
}

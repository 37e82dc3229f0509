import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { pid } from "node:process";
import { leaseMilliseconds, pollMilliseconds } from "./control/lease";
import { thawed } from "./control/thawed";
import { EntityReader } from "./entity/entity-reader";
import { EntityRecords } from "./entity/entity-records";
import { EntityWriter } from "./entity/entity-writer";
import { LiveEntity } from "./entity/live-entity";
import { type EntityStats, statsOf } from "./entity-stats";
import { CutoverError } from "./errors";
import { changeControl } from "./process/change-control";
import { ControlPoller } from "./process/control-poller";
import { overrideProblem } from "./read-override";
import type { NativeWrite, RecordOf, Records } from "./records";
import type { CutoverSettings } from "./settings";
import { ShadowComparisons } from "./shadow/shadow-comparisons";
import { Windows } from "./shadow/windows";
import { systemClock } from "./system-clock";

/** The entities of an application whose data moves, each with one interface over both of its stores. */
export interface Cutover {
  /** The records of an entity. @throws CutoverError if the settings have no entity of that name */
  entity<Row extends object = Record<string, unknown>>(name: string): Records<Row>;
  /**
   * Changes records of several entities by one operation of the authority, which must be the same for all of them: a
   * transaction. The copies to the other store are not atomic.
   */
  together<Result>(records: readonly RecordOf[], operation: NativeWrite<Result>): Promise<Result>;
  /** The state of each entity in this process, by name. */
  stats(): ReadonlyMap<string, EntityStats>;
  /**
   * Stops polling, and closes the control, the ledger and the stores. Removes the process's report from the control, unless
   * records are left in the ledger: `cutover repair` then goes by when the process last reported.
   */
  close(): Promise<void>;
}

/**
 * Starts the cutover in this process: registers with the control, and reads it.
 *
 * @throws ControlUnreachableError if the control cannot be read, unless `startWithout` is `old`
 * @throws CutoverError if the control does not have an entity, or the environment forces another authority
 */
export async function cutover(settings: CutoverSettings): Promise<Cutover> {
  const process = new CutoverProcess(settings);
  await process.start();
  return process;
}

/** A {@link Cutover}: builds the parts, and connects them. */
class CutoverProcess implements Cutover {
  private readonly entities: ReadonlyMap<string, LiveEntity>;
  private readonly poller: ControlPoller;
  private readonly writer: EntityWriter;
  private readonly reader: EntityReader;
  private readonly comparisons: ShadowComparisons;
  private readonly windows: Windows;
  private readonly label: string;

  constructor(private readonly settings: CutoverSettings) {
    const { control, ledger, clock = systemClock, random = Math.random, onEvent = () => {} } = settings;
    this.label = settings.label ?? `${hostname()}:${pid}`;
    const { label } = this;
    const process = randomUUID();
    this.entities = this.liveEntities();
    const live = [...this.entities.values()];
    const shared = { clock, random, onEvent, control, ledger, label, process };
    this.poller = new ControlPoller(
      {
        ...shared,
        pollMilliseconds: settings.pollMilliseconds ?? pollMilliseconds,
        leaseMilliseconds: settings.leaseMilliseconds ?? leaseMilliseconds,
      },
      live,
    );
    const { poller } = this;
    this.writer = new EntityWriter({
      ...{ ...shared, poller },
      freezeWaitMilliseconds: settings.freezeWaitMilliseconds ?? 5000,
      copyWaitMilliseconds: settings.copyWaitMilliseconds ?? 5000,
      thaw: (entity) => this.thaw(entity),
    });
    const { leftovers } = this.writer;
    this.comparisons = new ShadowComparisons({
      ...{ ...shared, leftovers },
      queueSize: settings.shadow?.queueSize ?? 100,
      timeoutMilliseconds: settings.shadow?.timeoutMilliseconds ?? 2000,
      showsValues: settings.shadow?.showValues ?? false,
    });
    this.reader = new EntityReader({
      ...{ ...shared, poller, leftovers, comparisons: this.comparisons },
      ...(settings.override && { override: settings.override }),
      readYourWrites: settings.readYourWrites ?? false,
      servesStale: settings.staleReads === "serve",
    });
    const { metrics } = settings;
    this.windows = new Windows({ ...shared, poller, leftovers, ...(metrics && { metrics }) }, live);
  }

  /** Reads the control for the first time. */
  async start(): Promise<void> {
    try {
      await this.poller.poll();
      this.checkEntities();
    } catch (error) {
      if (this.settings.startWithout !== "old" || isRefusal(error)) {
        await this.poller.close(true);
        throw error;
      }
      this.poller.lease.startWithout();
    }
    this.poller.start();
    this.windows.start();
  }

  entity<Row extends object>(name: string): Records<Row> {
    return new EntityRecords<Row>(this.liveEntity(name), this.reader, this.writer);
  }

  async together<Result>(records: readonly RecordOf[], operation: NativeWrite<Result>): Promise<Result> {
    const targets = records.map(({ entity, key }) => ({ entity: this.liveEntity(entity), key }));
    return this.writer.write(targets, operation);
  }

  stats(): ReadonlyMap<string, EntityStats> {
    const { leftovers } = this.writer;
    return new Map([...this.entities].map(([name, entity]) => [name, statsOf(entity, leftovers)]));
  }

  async close(): Promise<void> {
    this.comparisons.close();
    this.windows.close();
    await this.writer.close();
    await this.poller.close(this.isSettled);
    const { control, ledger, entities } = this.settings;
    const stores = Object.values(entities).flatMap(({ old, new: tables }) => [old, tables]);
    for (const closed of new Set([control, ledger, ...stores])) await closed.close?.();
  }

  /** Whether no request of this process can still arrive. Otherwise a repair must know when the process has ended. */
  private get isSettled(): boolean {
    const isIdle = [...this.entities.values()].every(({ inFlight }) => inFlight.count === 0);
    return isIdle && this.writer.leftovers.size === 0;
  }

  private liveEntities(): ReadonlyMap<string, LiveEntity> {
    const { control, clock = systemClock } = this.settings;
    const by = this.label;
    return new Map(
      Object.entries(this.settings.entities).map(([name, entity]) => {
        const live = new LiveEntity(
          name,
          entity,
          clock,
          async (entity, unverified) => {
            const change = `unverified: ${unverified.reason}`;
            await changeControl(control, clock, {
              ...{ entity, by, change },
              next: (present) => ({ ...present, unverified }),
            });
          },
          (changed) => {
            this.revised(changed);
          },
        );
        return [name, live];
      }),
    );
  }

  private liveEntity(name: string): LiveEntity {
    const entity = this.entities.get(name);
    if (entity) return entity;
    const known = [...this.entities.keys()].join(", ");
    throw new CutoverError(`entity ${name} not found; the settings have ${known || "none"}`, false);
  }

  /** @throws CutoverError if an entity is not in the control, or the environment forces another authority */
  private checkEntities(): void {
    const { override, control } = this.settings;
    for (const { name, control: present } of this.entities.values()) {
      if (present.revision === 0 && this.settings.startWithout !== "old")
        throw new CutoverError(
          `entity ${name} not found in ${control.description}; run: dynamodb-migrate cutover init --entity ${name}`,
          false,
        );
      const problem = override && overrideProblem(present, override);
      if (problem?.isRefused) throw new CutoverError(problem.message, false);
    }
  }

  private revised({ name, control }: LiveEntity): void {
    const { onEvent, override } = this.settings;
    const message = `${name}: revision ${control.revision}, phase ${control.phase}, ${control.percent} % read from the tables${control.freeze ? ", writes frozen" : ""}`;
    onEvent?.({ kind: "revision", entity: name, message });
    const problem = override && overrideProblem(control, override);
    if (problem) onEvent?.({ kind: "override-ignored", entity: name, message: problem.message });
  }

  /** Lifts a freeze that is over its time: the flip that is late then finds another revision, and fails. */
  private async thaw({ name, control }: LiveEntity): Promise<void> {
    const { control: shared, clock = systemClock, onEvent } = this.settings;
    const by = control.freeze?.by;
    const change = `thaw: the flip did not end within ${control.freeze?.maxMilliseconds} ms`;
    try {
      const changed = await changeControl(shared, clock, {
        ...{ entity: name, by: this.label, change },
        next: (present) => (present.freeze?.by === by ? thawed(present) : undefined),
      });
      if (changed) onEvent?.({ kind: "thaw", entity: name, message: `${name}: ${change}` });
      await this.poller.poll();
    } catch {
      // Unreachable: the wait continues until the control can be read, or the caller's time is up.
      await this.poller.changed(100);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof CutoverError && !error.isRetryable;
}

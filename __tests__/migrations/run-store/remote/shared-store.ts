import type {
  ConditionalObjects,
  ListedObject,
  StoredObject,
} from "../../../../migrations/objects/conditional-objects";
import type { LeaseDependencies } from "../../../../migrations/run-store/remote/lease";
import { LeaseWatch } from "../../../../migrations/run-store/remote/lease-watch";

/** Milliseconds that a lease is held in these tests. */
export const holdMs = 60_000;

/** Objects in memory, with a clock of their own. */
export class MemoryObjects implements ConditionalObjects {
  readonly location = "s3://runs/shop";
  readonly requests: string[] = [];
  /** Milliseconds since 1970. */
  nowMs = 1_000_000_000;
  private readonly objects = new Map<string, StoredObject & { readonly writtenAtMs: number }>();
  private versions = 0;

  read(name: string): Promise<StoredObject | undefined> {
    this.requests.push(`read ${name}`);
    return Promise.resolve(this.objects.get(name));
  }

  write(name: string, body: Buffer | string, expected?: string): Promise<string | undefined> {
    this.requests.push(`write ${name}`);
    const found = this.objects.get(name);
    if (found?.version !== expected)
      return Promise.resolve(found?.body.equals(Buffer.from(body)) ? found.version : undefined);
    return Promise.resolve(this.store(name, body));
  }

  put(name: string, body: Buffer | string): Promise<void> {
    this.requests.push(`put ${name}`);
    this.store(name, body);
    return Promise.resolve();
  }

  list(prefix: string): Promise<ListedObject[]> {
    this.requests.push(`list ${prefix}`);
    const found = [...this.objects].filter(([name]) => name.startsWith(prefix));
    const listed = found.map(([name, { version, body, writtenAtMs }]) => ({
      ...{ name, version, size: body.length, writtenAtMs },
    }));
    return Promise.resolve(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  }

  remove(names: readonly string[]): Promise<void> {
    names.forEach((name) => this.objects.delete(name));
    return Promise.resolve();
  }

  text(name: string): string | undefined {
    return this.objects.get(name)?.body.toString();
  }

  private store(name: string, body: Buffer | string): string {
    const version = String(++this.versions);
    this.objects.set(name, { body: Buffer.from(body), version, writtenAtMs: this.nowMs });
    return version;
  }
}

/** A machine with clocks of its own. */
export class Machine {
  /** Both clocks; machines start at other times. */
  monotonicMs: number;
  wallMs: number;
  private readonly timers: { readonly ms: number; readonly step: () => void; nextAt: number }[] = [];
  readonly dependencies: LeaseDependencies;

  constructor(
    readonly host: string,
    objects: ConditionalObjects,
    start = host.length * 1_000_000,
  ) {
    this.monotonicMs = start;
    this.wallMs = start * 3;
    const monotonic = (): number => this.monotonicMs;
    let nonces = 0;
    this.dependencies = {
      ...{ objects, monotonic, watch: new LeaseWatch(holdMs, { monotonic }) },
      now: () => new Date(this.wallMs),
      nonce: () => `${host} ${++nonces}`,
      processes: {
        self: { pid: 1, host, bootId: host },
        isAlive: () => true,
        startedAt: () => undefined,
      },
      every: (ms, step) => {
        const timer = { ms, step, nextAt: this.monotonicMs + ms };
        this.timers.push(timer);
        return () => void this.timers.splice(this.timers.indexOf(timer), 1);
      },
    };
  }

  /** Time passes; timers run unless the process stands still. */
  async pass(ms: number, isFrozen = false): Promise<void> {
    this.monotonicMs += ms;
    this.wallMs += ms;
    for (const timer of isFrozen ? [] : [...this.timers])
      for (; timer.nextAt <= this.monotonicMs; timer.nextAt += timer.ms) timer.step();
    // Renewals that a timer has started.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

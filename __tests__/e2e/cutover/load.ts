import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "../../emulators/seeded-random";
import { ExpectedRecords, type Seen } from "./expected-records";

/** A client that changes records of its own through a service, one request after the other. */
export interface ClientSettings {
  /** Of the services that can take a request: `http://127.0.0.1:4000/users`. */
  readonly urls: () => readonly string[];
  readonly keys: readonly string[];
  /** A record's next state. */
  readonly make: (key: string, number: number) => NonNullable<Seen>;
  readonly seed: number;
  /** Milliseconds after each request. @default 20 */
  readonly restMs?: number;
}

/** A request's response, or none. */
async function request(url: string, method: string, body?: unknown): Promise<Response | undefined> {
  return fetch(url, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch(() => undefined);
}

/** Sends requests until it is stopped; can pause in between. */
export abstract class Client {
  private isStopped = false;
  private isPaused = false;
  private isIdle = false;
  private readonly ended: Promise<void>;

  /** @param restMs after each request, in milliseconds */
  constructor(private readonly restMs = 20) {
    this.ended = Promise.resolve().then(() => this.run());
  }

  protected abstract step(): Promise<void>;

  /** Waits until the request under way has ended. */
  async pause(): Promise<void> {
    this.isPaused = true;
    while (!this.isIdle) await sleep(5);
  }

  resume(): void {
    this.isPaused = false;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.ended;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      this.isIdle = this.isPaused;
      if (this.isPaused) await sleep(5);
      else {
        await this.step();
        await sleep(this.restMs);
      }
    }
    this.isIdle = true;
  }
}

/** Puts and deletes records, and remembers what the stores must hold. */
export class RecordsClient extends Client {
  readonly expected = new ExpectedRecords();
  private readonly random: () => number;
  private number = 0;

  constructor(readonly settings: ClientSettings) {
    super(settings.restMs);
    this.random = seededRandom(settings.seed);
  }

  protected async step(): Promise<void> {
    const { keys, make, urls } = this.settings;
    const key = keys[Math.floor(this.random() * keys.length)] as string;
    const all = urls();
    const url = `${all[Math.floor(this.random() * all.length)]}/${encodeURIComponent(key)}`;
    const state = this.random() < 0.25 ? undefined : make(key, ++this.number);
    const response = state ? await request(url, "PUT", state) : await request(url, "DELETE");
    await response?.text().catch(() => undefined);
    if (response?.ok) this.expected.acknowledge(key, state);
    else this.expected.lose(key, state);
    if (!response) await sleep(50);
  }
}

/** Reads records, whether they exist or not. */
export class ReadingClient extends Client {
  /** Responses with a record, or that there is none. */
  served = 0;
  /** Other responses. */
  readonly failures: string[] = [];
  private readonly random: () => number;

  constructor(private readonly settings: Omit<ClientSettings, "make">) {
    super(settings.restMs);
    this.random = seededRandom(settings.seed);
  }

  protected async step(): Promise<void> {
    const one = (list: readonly string[]) => list[Math.floor(this.random() * list.length)] as string;
    const { urls, keys } = this.settings;
    const response = await request(`${one(urls())}/${encodeURIComponent(one(keys))}`, "GET");
    const text = await response?.text().catch(() => undefined);
    if (response && text !== undefined) {
      if (response.ok || response.status === 404) this.served++;
      else this.failures.push(`${response.status} ${text}`);
    } else await sleep(50);
  }
}

/** Counts by POST requests. */
export class CountingClient extends Client {
  acknowledged = 0;
  unanswered = 0;

  /** @param url of a service that can take a request @param restMs after each request, in milliseconds */
  constructor(
    private readonly url: () => string,
    restMs?: number,
  ) {
    super(restMs);
  }

  protected async step(): Promise<void> {
    const response = await request(this.url(), "POST");
    await response?.text().catch(() => undefined);
    if (response?.ok) this.acknowledged++;
    else this.unanswered++;
    if (!response) await sleep(50);
  }
}

import type { Item } from "../../../../migrations/items/item";
import { ServiceError, type ServiceErrorKind } from "../../../../migrations/dynamodb/client/service-error";
import type { Put, PutResponse, PutOutcome, Wire } from "../../../../migrations/dynamodb/writer/wire";

/** How the fake service meets one request. */
export type Meeting =
  | "take"
  /** The first item is taken, the others come back unprocessed; so does a single one. */
  | "take-one"
  | "leave-all"
  | "throttled"
  | "transient"
  /** The items are written, and the answer is lost. */
  | "lost-answer"
  | "fatal";

export interface WireScript {
  /** Meetings of the first requests; later ones are taken. */
  readonly meetings?: readonly Meeting[];
  /** More items than this in a request are too large for it. @default 25 */
  readonly most?: number;
  /** Items that the service refuses, by `id`, with the whole request that they are in. */
  readonly refused?: ReadonlySet<string>;
  /** Items that are in the table already, by `id`. */
  readonly existing?: ReadonlySet<string>;
  /** Those that are there have other attributes. @default false */
  readonly differing?: boolean;
}

/** A service in memory that does what a script says, and remembers every request. */
export class ScriptedWire implements Wire {
  readonly requests: string[][] = [];
  readonly stored = new Map<string, Item>();
  inFlight = 0;
  mostInFlight = 0;
  private readonly meetings: Meeting[];

  constructor(private readonly script: WireScript = {}) {
    this.meetings = [...(script.meetings ?? [])];
  }

  async put(puts: readonly Put[]): Promise<PutResponse> {
    const items = puts.map(({ item }) => item);
    const ids = items.map(idOf);
    this.requests.push(ids);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    await new Promise((resolve) => setImmediate(resolve));
    this.inFlight--;
    if (new Set(ids).size < ids.length)
      throw new ServiceError("refused", "ValidationException", "a key twice");
    if (ids.length > (this.script.most ?? 25)) throw failure("too-large");
    if (ids.some((id) => this.script.refused?.has(id))) throw failure("refused");
    return { outcomes: this.meet(this.meetings.shift() ?? "take", items) };
  }

  private meet(meeting: Meeting, items: readonly Item[]): PutOutcome[] {
    switch (meeting) {
      case "take":
        return items.map((item) => this.store(item));
      case "take-one":
        return items.map((item, index) =>
          index === 0 && items.length > 1 ? this.store(item) : { kind: "unprocessed" },
        );
      case "leave-all":
        return items.map(() => ({ kind: "unprocessed" }));
      case "lost-answer":
        items.forEach((item) => this.store(item));
        throw failure("transient");
      default:
        throw failure(meeting);
    }
  }

  private store(item: Item): PutOutcome {
    if (this.script.existing?.has(idOf(item)))
      return { kind: "exists", stored: this.script.differing ? { id: item["id"]! } : item };
    this.stored.set(idOf(item), item);
    return { kind: "written" };
  }
}

function failure(kind: ServiceErrorKind): ServiceError {
  return new ServiceError(kind, `${kind}-code`, `the service is ${kind}`);
}

/** The item's `id`, which is its key. */
export function idOf(item: Item): string {
  return item["id"]?.S ?? "";
}

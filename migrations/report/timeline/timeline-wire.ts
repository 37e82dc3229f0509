import type { Item } from "../../transform/item";
import type { PutOutcome, Wire } from "../../writer/wire";
import type { Timeline } from "./timeline";

/** Lets a timeline see how many requests of another wire are in flight. */
export class TimelineWire implements Wire {
  constructor(
    private readonly wire: Wire,
    private readonly timeline: Timeline,
  ) {}

  async put(items: readonly Item[]): Promise<readonly PutOutcome[]> {
    this.timeline.requestBegan();
    try {
      return await this.wire.put(items);
    } finally {
      this.timeline.requestEnded();
    }
  }
}

import type { Put, PutResponse, Wire } from "../../dynamodb/writer/wire";
import type { Timeline } from "./timeline";

/** Lets a timeline see how many requests of another wire are in flight. */
export class TimelineWire implements Wire {
  constructor(
    private readonly wire: Wire,
    private readonly timeline: Timeline,
  ) {}

  async put(puts: readonly Put[]): Promise<PutResponse> {
    this.timeline.requestBegan();
    try {
      return await this.wire.put(puts);
    } finally {
      this.timeline.requestEnded();
    }
  }
}

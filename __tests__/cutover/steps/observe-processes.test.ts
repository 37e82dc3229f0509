import { expect, it } from "vitest";
import { observeProcesses } from "../../../cutover/steps/observe-processes";
import { entityControl, processReport } from "../control/entity-control";
import { FakeClock } from "../memory/fake-clock";
import { controlOf, MemoryControl } from "../memory/memory-control";

it("takes no process for ended by a response that it held while it was stopped itself", async () => {
  const clock = new FakeClock(true);
  const control = new MemoryControl(controlOf(entityControl()));
  await control.report(processReport("p1", 1));
  let looks = 0;
  const read = control.reports.bind(control);
  control.reports = async () => {
    const reports = await read();
    if (++looks === 2) {
      await control.report(processReport("p1", 2));
      clock.stall(60_000);
    }
    return reports;
  };
  const observed = await observeProcesses({ control, clock, entity: "notes", leaseMilliseconds: 30_000 });
  expect(observed).toMatchObject([{ process: "p1", state: "live", beats: 2 }]);
});

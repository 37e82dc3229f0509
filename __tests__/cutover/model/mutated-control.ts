import type { Control, EntityControl } from "../../../cutover/control/control";
import type { Mutations } from "./world";

/** A control as a process sees it whose library lacks a part of the mechanism. */
export function mutatedControl(control: Control, mutations: Mutations): Control {
  const { ignoresFreeze, reportsLatestRevision } = mutations;
  if (!ignoresFreeze && !reportsLatestRevision) return control;
  let latest: ReadonlyMap<string, EntityControl> = new Map();
  return {
    description: control.description,
    read: async () => {
      latest = await control.read();
      return ignoresFreeze ? new Map([...latest].map(([name, one]) => [name, withoutFreeze(one)])) : latest;
    },
    report: (report) => {
      const entities = report.entities.map((one) => ({
        ...one,
        revision: latest.get(one.entity)?.revision ?? one.revision,
      }));
      return control.report(reportsLatestRevision ? { ...report, entities } : report);
    },
    change: (next, event) => control.change(next, event),
    leave: (process) => control.leave(process),
    reports: () => control.reports(),
    history: (entity) => control.history(entity),
    remove: (entity) => control.remove(entity),
  };
}

function withoutFreeze({ freeze: _freeze, ...control }: EntityControl): EntityControl {
  return control;
}

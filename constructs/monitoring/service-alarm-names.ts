import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import { alarmNameViolations } from "./alarm-rules";
import { alarmSettings } from "./alarm-settings";
import type { ServiceAlarmsProps } from "./service-alarms-props";
import { tableAlarmDrafts } from "./table-alarm-drafts";

/** The name of an alarm, and the part of the props that it comes from. */
interface AlarmName {
  readonly name: string;
  readonly path: readonly string[];
}

/** The names that a service's alarms in a region cannot have: too long, or one for two alarms. */
export function serviceAlarmNameViolations(props: ServiceAlarmsProps): Violation[] {
  const first = new Map<string, AlarmName>();
  return alarmNames(props).flatMap((alarm) => {
    const { name, path } = alarm;
    const other = first.get(name);
    if (!other) first.set(name, alarm);
    return [
      ...alarmNameViolations(name).map((violation) => ({ ...violation, path })),
      ...violationIf(
        isKnown(name) && other !== undefined,
        "name-unique",
        path,
        `must have alarms of other names than ${other?.path.join(".")}, got "${name}" for both; rename one of the tables or indexes`,
      ),
    ];
  });
}

/** In the order of their creation. The composite alarm of a table has the table's name. */
function alarmNames(props: ServiceAlarmsProps): AlarmName[] {
  const { name, tables, otherRegions } = props;
  const ofTables = Object.entries(tables).flatMap(([id, table]) => {
    const drafts = tableAlarmDrafts({ ...props, table, otherRegions });
    const names = [...drafts.map((draft) => draft.name), ...(drafts.length > 0 ? [table.name] : [])];
    return names.map((one) => ({ name: one, path: ["tables", id] }));
  });
  const userErrors = alarmSettings("userErrors", props)
    ? [{ name: `${name}-user-errors`, path: ["name"] }]
    : [];
  const all = [...userErrors, ...ofTables];
  return all.length === 0 ? [] : [{ name, path: ["name"] }, ...all];
}

import { Construct } from "constructs";
import type { EnvironmentEntry } from "../access/container-environment";
import type { Grantee } from "../access/grantee";
import type { GrantedPolicy } from "../access/table-policies";
import { MetricAlarm } from "../monitoring/metric-alarm";
import type { DashboardGraph } from "../monitoring/service-dashboard";
import { refuse } from "../rules/refuse";
import { DynamoTable } from "../table/dynamo-table";
import { cutoverAlarmDrafts } from "./cutover-alarms";
import type { CutoverControlProps } from "./cutover-control-props";
import { type CutoverAccess, cutoverGrants } from "./cutover-grants";
import { cutoverGraphs } from "./cutover-graphs";
import { cutoverControlViolations, cutoverTableProps } from "./cutover-tables";

/** The value of the output `dynamodb_cutover`, by which `dynamodb-migrate cutover` finds the two tables. */
export interface CutoverDescriptor {
  readonly formatVersion: 1;
  readonly region: string;
  readonly control: { readonly name: string; readonly arn: string };
  readonly ledger: { readonly name: string; readonly arn: string };
}

/**
 * The two tables by which the processes of an application and `dynamodb-migrate cutover` agree on who reads and writes
 * which store, with their alarms: the control table, which contains the phase of each entity, and the ledger, which
 * contains the keys of records that may differ between the stores.
 *
 * @example
 * const cutover = new CutoverControl(this, "cutover", { name: "forum-prod-cutover", region: "us-east-1" });
 * cutover.grantApplication(Grantee.role(role.resource.name));
 */
export class CutoverControl extends Construct {
  /** The table of phases, reports and history. */
  readonly control: DynamoTable;
  /** The table of records that may differ. */
  readonly ledger: DynamoTable;
  /** The alarms, for a `CompositeAlarm` of your own. */
  readonly alarms: readonly MetricAlarm[];

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: CutoverControlProps,
  ) {
    refuse("CutoverControl", scope, id, cutoverControlViolations(props));
    super(scope, id);
    this.control = new DynamoTable(this, "Control", cutoverTableProps(props, "control"));
    this.ledger = new DynamoTable(this, "Ledger", cutoverTableProps(props, "ledger"));
    const { name, alarms = {}, topicArns, tags } = props;
    const drafts = alarms === false ? [] : cutoverAlarmDrafts(name, this.control.props.name, alarms);
    this.alarms = drafts.map(
      ({ id: alarmId, ...draft }) => new MetricAlarm(this, alarmId, { ...draft, topicArns, tags }),
    );
  }

  /**
   * Grants what the cutover library does inside an application: reading the control, reporting, and keeping the ledger.
   *
   * @returns the grantee's inline policies of both tables
   */
  grantApplication(grantee: Grantee): GrantedPolicy[] {
    return this.grant(grantee, "application");
  }

  /** Grants what `dynamodb-migrate cutover` does with both tables. @returns the grantee's inline policies of both tables */
  grantOperator(grantee: Grantee): GrantedPolicy[] {
    return this.grant(grantee, "operator");
  }

  /** Environment variables of an application, besides AWS_REGION: CUTOVER_CONTROL_TABLE and CUTOVER_LEDGER_TABLE. */
  environment(): EnvironmentEntry[] {
    return [
      { name: "CUTOVER_CONTROL_TABLE", value: this.control.props.name },
      { name: "CUTOVER_LEDGER_TABLE", value: this.ledger.props.name },
    ];
  }

  /** Graphs for a `ServiceDashboard`, of all entities together or of one. */
  graphs(entity?: string): DashboardGraph[] {
    return cutoverGraphs(this.props.name, this.control.props.name, entity);
  }

  /** Description of the tables for other programs, as the value of the Terraform output `dynamodb_cutover`. */
  describe(): CutoverDescriptor {
    const { control, ledger } = this;
    return {
      formatVersion: 1,
      region: this.props.region,
      control: { name: control.tableName, arn: control.arn },
      ledger: { name: ledger.tableName, arn: ledger.arn },
    };
  }

  private grant(grantee: Grantee, access: CutoverAccess): GrantedPolicy[] {
    const policies = cutoverGrants[access].map(({ table, access: actions, ...limits }) =>
      this[table].grant(grantee, actions, limits),
    );
    return [...new Set(policies)];
  }
}

import { Construct } from "constructs";
import { NewerDataSource } from "../framework/newer-elements";
import { cdkTerrainViolations } from "../rules/cdk-terrain-rule";
import { refuse } from "../rules/refuse";
import { backupTypeName } from "./backup-type";
import type { TableBackupsProps } from "./table-backups-props";
import { tableBackupsViolations } from "./table-backups-rules";

/**
 * The backups of DynamoDB tables at the time of a plan, for outputs and for restores. It creates no resource. CDK Terrain
 * only: it needs hashicorp/aws 6.38.0. The role that plans needs `dynamodb:ListBackups`.
 *
 * @example
 * const backups = new TableBackups(this, "backups", { tableName: "forum-prod-posts" });
 * new TerraformOutput(this, "posts_backups", { value: backups.summaries });
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html
 */
export class TableBackups extends Construct {
  private readonly list: string;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: TableBackupsProps = {}) {
    refuse("TableBackups", scope, id, [
      ...cdkTerrainViolations(true, [], "data source aws_dynamodb_backups (hashicorp/aws 6.38.0)"),
      ...tableBackupsViolations(props),
    ]);
    super(scope, id);
    const data = new NewerDataSource(this, "Resource", "aws_dynamodb_backups", {
      table_name: props.tableName,
      backup_type: props.backupType && backupTypeName(props.backupType),
      time_range_lower_bound: props.after,
      time_range_upper_bound: props.before,
    });
    this.list = `data.aws_dynamodb_backups.${data.friendlyUniqueId}.backup_summaries`;
  }

  /**
   * All backups, as the value of an output: a list of objects, each with `backup_arn`, `backup_name`, `backup_type`,
   * `backup_status`, `backup_creation_date_time`, `backup_expiry_date_time`, `backup_size_bytes`, `table_arn`, `table_id` and
   * `table_name`.
   */
  get summaries(): string {
    return `\${${this.list}}`;
  }

  /** ARN of the newest backup that is available; null in Terraform if there is none. */
  get newestArn(): string {
    // The times are in UTC and have the same length, so that their order is that of their text.
    const entry = 'join(" ", [each.backup_creation_date_time, each.backup_arn])';
    return `\${try(split(" ", reverse(sort([for each in ${this.available} : ${entry}]))[0])[1], null)}`;
  }

  /** Whether a backup is available, as an expression of Terraform without `\${}`. */
  get isAnyAvailable(): string {
    return `length(${this.available}) > 0`;
  }

  private get available(): string {
    return `[for each in ${this.list} : each if each.backup_status == "AVAILABLE"]`;
  }
}

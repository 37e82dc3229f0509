import { BackupRestoreTestingPlan } from "@cdktf/provider-aws/lib/backup-restore-testing-plan";
import { BackupRestoreTestingSelection } from "@cdktf/provider-aws/lib/backup-restore-testing-selection";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { holdTableLocation } from "../table/table-location";
import { BackupServiceRole } from "./backup-service-role";
import { restoreStatements } from "./restore-statements";
import type { RestoreTestingProps } from "./restore-testing-props";
import { restoreTestingViolations } from "./restore-testing-rules";

/**
 * Restores recovery points on a schedule, so that it is known that they can be. A restored table is deleted
 * when the test is over; each one is charged for as any restore is.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html
 *
 * @example
 * new RestoreTesting(this, "restoreTesting", { name: "forum_prod", vaults: [vault], tables: [posts] });
 */
export class RestoreTesting extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: BackupRestoreTestingPlan;
  /** ARN of the role that restores the tables. */
  readonly roleArn: string;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: RestoreTestingProps,
  ) {
    refuse("RestoreTesting", scope, id, restoreTestingViolations(props));
    super(scope, id);
    this.roleArn = props.roleArn ?? this.makeRole().arn;
    this.resource = this.makePlan();
    for (const { arn, location } of props.tables ?? [])
      holdTableLocation(this, { use: "restore tests", table: arn, location });
    new BackupRestoreTestingSelection(this, "Tables", {
      name: "tables",
      restoreTestingPlanName: this.resource.name,
      protectedResourceType: "DynamoDB",
      protectedResourceArns: props.tables?.map(({ arn }) => arn) ?? ["*"],
      iamRoleArn: this.roleArn,
      validationWindowHours: props.validationWindowHours,
    });
  }

  private makeRole(): BackupServiceRole {
    const statements = restoreStatements(this.props, AwsAccount.of(this));
    return new BackupServiceRole(this, "Role", {
      name: `${this.props.name}-restore`,
      statements,
      tags: this.props.tags,
    });
  }

  private makePlan(): BackupRestoreTestingPlan {
    const { choice = "latest", tags, vaults } = this.props;
    return new BackupRestoreTestingPlan(this, "Resource", {
      name: this.props.name,
      scheduleExpression: this.props.schedule ?? "cron(0 5 ? * SUN *)",
      scheduleExpressionTimezone: this.props.timeZone,
      startWindowHours: this.props.startWindowHours,
      recoveryPointSelection: [
        {
          algorithm: choice === "latest" ? "LATEST_WITHIN_WINDOW" : "RANDOM_WITHIN_WINDOW",
          includeVaults: vaults.map(({ arn }) => arn),
          recoveryPointTypes: ["SNAPSHOT"],
          selectionWindowDays: this.props.selectionWindowDays,
        },
      ],
      tags: tags && { ...tags },
    });
  }
}

import { BackupRegionSettings } from "@cdktf/provider-aws/lib/backup-region-settings";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { requireOwnApp } from "../framework/own-app";

const id = "backupRegionSettings";

/**
 * Turns on AWS Backup's advanced features for DynamoDB, which are required for cold storage and copies of a
 * table's recovery points. It is a setting of the whole account in a region: it is created once and then left
 * alone, so that no plan fights over it with what else sets it, and destroying it changes nothing.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html
 */
export class RegionSettings extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: BackupRegionSettings;

  private constructor(stack: Construct) {
    super(stack, id);
    requireOwnApp("RegionSettings", stack);
    this.resource = new BackupRegionSettings(this, "Resource", {
      resourceTypeOptInPreference: { DynamoDB: true },
      resourceTypeManagementPreference: { DynamoDB: true },
      // The provider reads back every service there is, and would turn off what is not written here.
      lifecycle: {
        ignoreChanges: ["resource_type_opt_in_preference", "resource_type_management_preference"],
      },
    });
  }

  /** The settings of the region of a construct's stack; one instance per stack. */
  static of(scope: Construct): RegionSettings {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild(id) as RegionSettings | undefined) ?? new RegionSettings(stack);
  }
}

import {
  Cloudtrail,
  type CloudtrailAdvancedEventSelectorFieldSelector,
} from "@cdktf/provider-aws/lib/cloudtrail";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { trailViolations } from "./trail-rules";
import type { TableTrailProps } from "./table-trail-props";

/**
 * A log of who read and wrote which items' keys in some tables, with digests that show whether it was changed.
 * Management calls, such as `DeleteTable`, are in every account's event history anyway and not in here.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 */
export class TableTrail extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: Cloudtrail;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: TableTrailProps) {
    refuse("TableTrail", scope, id, trailViolations(props));
    super(scope, id);
    const { name, bucketName, keyPrefix, keyArn, tags } = props;
    this.resource = new Cloudtrail(this, "Resource", {
      name,
      s3BucketName: bucketName,
      s3KeyPrefix: keyPrefix,
      kmsKeyId: keyArn,
      enableLogFileValidation: true,
      includeGlobalServiceEvents: false,
      advancedEventSelector: [{ name: "DynamoDB items", fieldSelector: fields(props) }],
      tags: tags && { ...tags },
    });
  }
}

function fields({ tables, calls = "all" }: TableTrailProps): CloudtrailAdvancedEventSelectorFieldSelector[] {
  return [
    { field: "eventCategory", equalTo: ["Data"] },
    { field: "resources.type", equalTo: ["AWS::DynamoDB::Table"] },
    { field: "resources.ARN", equalTo: tables.map(({ arn }) => arn) },
    ...(calls === "all" ? [] : [{ field: "readOnly", equalTo: [String(calls === "reads")] }]),
  ];
}

import {
  Cloudtrail,
  type CloudtrailAdvancedEventSelectorFieldSelector,
} from "@cdktf/provider-aws/lib/cloudtrail";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { trailViolations } from "./trail-rules";

/** What a {@link TableTrail} is. */
export interface TableTrailProps {
  /** 3 to 128 characters of A-Z, a-z, 0-9, `.`, `_` and `-`; changing it replaces the trail. */
  readonly name: string;
  /** A bucket whose policy lets CloudTrail write. */
  readonly bucketName: string;
  /** At the beginning of the files' names. @default none */
  readonly keyPrefix?: string;
  /** 1 to 500 tables of the trail's region. */
  readonly tables: readonly { readonly arn: string }[];
  /** Which calls are logged; each is charged for. @default "all" */
  readonly calls?: "all" | "reads" | "writes";
  /** ARN of a key whose policy lets CloudTrail encrypt. @default the bucket's own encryption */
  readonly keyArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

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

import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { AccountArns } from "../access/table-grant";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import type { DynamoTableProps } from "./dynamo-table-props";
import { Encryption } from "./encryption";
import { parsedTableArn } from "./table-arn";
import { TableBase } from "./table-base";
import type { TableAttributes, TableReferenceSettings } from "./table-reference-props";
import { tableReferenceViolations } from "./table-reference-rules";
import type { TableLocation, TableSettings } from "./table-settings";

/**
 * A reference to a table that another stack, another account or no Terraform at all defines. It creates no resource.
 * Grants, alarms, dashboards, backups and replicas take it. Alarms, backups and dashboards work in the account and
 * region of the table only: a plan in another one is refused.
 *
 * @example
 * const orders = TableReference.fromName(this, "orders", "shop-prod-orders", { indexes: ["ByCustomer"] });
 * orders.grantRead(Grantee.role(role.name));
 */
export class TableReference extends TableBase {
  /** The properties of the table that grants, alarms and dashboards use. */
  readonly props: TableSettings;
  /** The name in AWS. */
  readonly tableName: string;
  /** ARN of the table in its own region. */
  readonly arn: string;
  /** ARN of the customer-managed KMS key that encrypts the table; null if none was given. */
  readonly kmsKeyArn: string | null;
  /** ARN of the table's stream; null if none was given. */
  readonly streamArn: string | null;
  /** The account and region of the table, as far as they are known. */
  readonly location: TableLocation;
  /** Builds the ARNs of the table's replicas and of their keys, in the account of the table. */
  readonly account: AccountArns;

  private constructor(
    scope: Construct,
    id: string,
    private readonly attributes: TableAttributes,
  ) {
    refuse("TableReference", scope, id, tableReferenceViolations(attributes));
    super(scope, id);
    const parsed = parsedTableArn(attributes.arn);
    const own = AwsAccount.of(this);
    const region = attributes.region ?? parsed?.region;
    this.account = accountArns(own, attributes, parsed);
    this.tableName = attributes.name ?? parsed?.name ?? nameInArn(attributes.arn);
    this.arn =
      attributes.arn ?? this.account.arn("dynamodb", region ?? own.region, `table/${this.tableName}`);
    this.kmsKeyArn = attributes.kmsKeyArn ?? null;
    this.streamArn = attributes.streamArn ?? null;
    this.location = { account: attributes.account ?? parsed?.account, region };
    this.props = settingsOf(attributes, { name: this.tableName, region, reference: this.location });
  }

  /**
   * The table with an ARN, in any account and region.
   *
   * @throws Error that lists every rule that the ARN or the settings break
   */
  static fromArn(
    scope: Construct,
    id: string,
    arn: string,
    settings: TableReferenceSettings = {},
  ): TableReference {
    return new TableReference(scope, id, { ...settings, arn });
  }

  /**
   * The table with a name, in the account and region of the stack unless the settings name others.
   *
   * @throws Error that lists every rule that the name or the settings break
   */
  static fromName(
    scope: Construct,
    id: string,
    name: string,
    settings: TableReferenceSettings = {},
  ): TableReference {
    return new TableReference(scope, id, { ...settings, name });
  }

  /**
   * The table with these attributes: an ARN or a name, and whatever else is known of it.
   *
   * @throws Error that lists every rule that the attributes break
   */
  static fromAttributes(scope: Construct, id: string, attributes: TableAttributes): TableReference {
    return new TableReference(scope, id, attributes);
  }

  /** The props of the table for its replica; undefined if the keys of the table or of its indexes are unknown. */
  replicaProps(): DynamoTableProps | undefined {
    const {
      partitionKey,
      sortKey,
      indexes = {},
      replicaRegions,
      billing,
      ttl,
      stream,
      consistency,
    } = this.attributes;
    if (partitionKey === undefined || isNames(indexes)) return undefined;
    const { encryption, region } = this.props;
    const keys = { name: this.tableName, partitionKey, sortKey, indexes };
    return { ...keys, encryption, region, replicaRegions, billing, ttl, stream, consistency };
  }
}

/** The name is the part of the resolved ARN after its last slash. */
function nameInArn(arn = ""): string {
  return Fn.element(Fn.split("/", arn), 1) as string;
}

function accountArns(
  own: AwsAccount,
  { account }: TableAttributes,
  parsed: ReturnType<typeof parsedTableArn>,
): AccountArns {
  const id = account ?? parsed?.account;
  if (id === undefined) return own;
  const partition = parsed?.partition ?? own.partition;
  return { arn: (service, region, resource) => `arn:${partition}:${service}:${region}:${id}:${resource}` };
}

function settingsOf(
  attributes: TableAttributes,
  known: Pick<TableSettings, "name" | "region" | "reference">,
): TableSettings {
  const { kmsKeyArn, replicaKeyArns, indexes, localIndexes, replicaRegions } = attributes;
  const { billing, ttl, stream, consistency } = attributes;
  return {
    ...known,
    ...{ billing, ttl, stream, consistency, replicaRegions },
    indexes: indexes && (isNames(indexes) ? byName(indexes) : indexes),
    localIndexes: localIndexes && byName(localIndexes),
    encryption:
      kmsKeyArn === undefined ? undefined : Encryption.customerManaged({ keyArn: kmsKeyArn, replicaKeyArns }),
  };
}

function isNames(indexes: NonNullable<TableAttributes["indexes"]>): indexes is readonly string[] {
  return Array.isArray(indexes);
}

function byName(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

import { grantViolations } from "../access/grant-rules";
import type { Grantee } from "../access/grantee";
import type { TableAccess } from "../access/table-access";
import { isAccountAction, isStreamAction, tableActionNames } from "../access/table-action";
import type { GrantableTable, GrantLimits } from "../access/table-grant";
import { type GrantedPolicy, TablePolicies } from "../access/table-policies";
import { refuse } from "../rules/refuse";
import { MeasuredTable } from "./measured-table";
import { mayHaveStream } from "./table-resource";
import type { TableSettings } from "./table-settings";

/** A table that roles, users and groups can be granted: a `DynamoTable`, or a `TableReference` to one defined elsewhere. */
export abstract class TableBase extends MeasuredTable implements GrantableTable {
  /** ARN of the table in its own region. */
  abstract get arn(): string;
  /** ARN of the customer-managed KMS key that encrypts the table; null for a key that AWS owns or manages. */
  abstract readonly kmsKeyArn: string | null;
  /** The settings of the table; alarms and dashboards take them. */
  abstract readonly props: TableSettings;
  private policies: TablePolicies | undefined;

  /** Grants reading items: GetItem, BatchGetItem, Query, Scan. @returns the inline policy of the grantee */
  grantRead(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grant(grantee, "read", limits);
  }

  /** Grants writing items: PutItem, UpdateItem, DeleteItem, BatchWriteItem. @returns the inline policy of the grantee */
  grantWrite(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grant(grantee, "write", limits);
  }

  /** Grants reading and writing items. @returns the inline policy of the grantee */
  grantReadWrite(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grant(grantee, "read-write", limits);
  }

  /** Grants reading the table's stream. @returns the inline policy of the grantee */
  grantStream(grantee: Grantee, limits?: Pick<GrantLimits, "vpcEndpointId" | "regions">): GrantedPolicy {
    return this.grant(grantee, "stream", limits);
  }

  /** The AWS CDK's name of {@link grantRead}. */
  grantReadData(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grantRead(grantee, limits);
  }

  /** The AWS CDK's name of {@link grantWrite}. */
  grantWriteData(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grantWrite(grantee, limits);
  }

  /** The AWS CDK's name of {@link grantReadWrite}. */
  grantReadWriteData(grantee: Grantee, limits?: GrantLimits): GrantedPolicy {
    return this.grantReadWrite(grantee, limits);
  }

  /** The AWS CDK's name of {@link grantStream}. */
  grantStreamRead(grantee: Grantee, limits?: Pick<GrantLimits, "vpcEndpointId" | "regions">): GrantedPolicy {
    return this.grantStream(grantee, limits);
  }

  /**
   * Grants every action of `tableActionNames`, DeleteTable and UpdateTable included; those on the stream only if the
   * table has one. @returns the inline policy of the grantee
   */
  grantFullAccess(
    grantee: Grantee,
    limits?: Pick<GrantLimits, "indexes" | "vpcEndpointId" | "regions">,
  ): GrantedPolicy {
    const { props } = this;
    const hasStream = mayHaveStream(props);
    const actions = tableActionNames.filter(
      (action) => hasStream || !(isStreamAction(action) || isAccountAction(action)),
    );
    return this.grant(grantee, actions, limits);
  }

  /**
   * Grants single actions such as `["GetItem", "Query"]` on the table and its indexes, and the use of the
   * customer-managed keys that encrypt it.
   *
   * @returns the inline policy of the grantee for this table, to which every later grant is added
   * @throws Error that lists every rule that the grant breaks
   */
  grant(grantee: Grantee, access: TableAccess, limits: GrantLimits = {}): GrantedPolicy {
    const grant = { ...limits, table: this, access };
    refuse("Grant", this, grantee.kind, grantViolations([], grant));
    this.policies ??= new TablePolicies(this, "Policies");
    return this.policies.grant(grantee, grant);
  }
}

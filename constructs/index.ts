/** The public constructs of cdktf-dynamodb. */
export { AwsAccount } from "./account/aws-account";
export { isRefused, type RefusedError } from "./rules/refuse";
export { type RuleId, rules } from "./rules/rules";
export type { Violation } from "./rules/violation";
export { Attribute, type AttributeType } from "./table/attribute";
export {
  Billing,
  type OnDemandBilling,
  type OnDemandLimits,
  type ProvisionedBilling,
  type ProvisionedCapacity,
} from "./table/billing";
export { Capacity } from "./table/capacity";
export { DynamoTable } from "./table/dynamo-table";
export type { DynamoTableProps } from "./table/dynamo-table-props";
export {
  type AwsManagedEncryption,
  type AwsOwnedEncryption,
  type CustomerKeys,
  type CustomerManagedEncryption,
  Encryption,
} from "./table/encryption";
export { EncryptionKey, type EncryptionKeyProps, encryptionKeyViolations } from "./table/encryption-key";
export type { Projection } from "./table/projection";
export type { GlobalIndex, LocalIndex } from "./table/secondary-index";
export type { StreamView } from "./table/stream-view";
export type { TableClass } from "./table/table-class";
export {
  type BillingDescriptor,
  type DeployedTable,
  describeTable,
  type IndexDescriptor,
  type TableDescriptor,
} from "./table/table-descriptor";
export { tableViolations } from "./table/table-rules";
export { regions } from "./replica/regions";
export { regionViolations, replicaRegionViolations } from "./replica/region-rules";

/** The public constructs of cdktf-dynamodb. */
export {
  containerEnvironment,
  environmentNameViolations,
  type EnvironmentEntry,
} from "./access/container-environment";
export { EcsTaskRole, type EcsTaskRoleProps } from "./access/ecs-task-role";
export { type GrantSettings, grantViolations } from "./access/grant-rules";
export { Grantee, policyName } from "./access/grantee";
export { MigrationRole, type MigrationRoleProps, migrationRoleViolations } from "./access/migration-role";
export { type TableAccess, type TableActions, tableActions, type UsualAccess } from "./access/table-access";
export type { PolicyStatement } from "./access/policy-statement";
export { tableActionNames } from "./access/table-action";
export { type GrantLimits, grantStatements, type TableGrant } from "./access/table-grant";
export {
  TablePrefixPolicy,
  type TablePrefixPolicyProps,
  tablePrefixPolicySize,
  tablePrefixViolations,
} from "./access/table-prefix-policy";
export { taskRoleViolations, type TaskRoleSettings } from "./access/task-role-rules";
export { AwsAccount } from "./account/aws-account";
export type { ScaledCapacity, ScaledCapacityProps } from "./autoscaling/scaled-capacity";
export type { CapacityKind, ScaledDimension } from "./autoscaling/scaled-dimension";
export {
  TableAutoscaling,
  type TableAutoscalingProps,
  tableAutoscalingViolations,
} from "./autoscaling/table-autoscaling";
export {
  type ComplianceLock,
  type GovernanceLock,
  type LockedRetention,
  BackupLock,
} from "./backup/backup-lock";
export { BackupPlan } from "./backup/backup-plan";
export type { BackedUpTable, BackupPlanProps } from "./backup/backup-plan-props";
export { type BackupPlanSettings, planViolations } from "./backup/backup-plan-rules";
export {
  type BackupCopy,
  type BackupRetention,
  BackupRule,
  type PresetSettings,
  type Weekday,
} from "./backup/backup-rule";
export { BackupVault } from "./backup/backup-vault";
export type { BackupVaultProps } from "./backup/backup-vault-props";
export { vaultViolations } from "./backup/backup-vault-rules";
export { RegionSettings } from "./backup/region-settings";
export { RestoreTesting } from "./backup/restore-testing";
export type { RestoreTestingProps } from "./backup/restore-testing-props";
export { restoreTestingViolations, type RestoreTestingSettings } from "./backup/restore-testing-rules";
export { type AwsManagedVault, type CustomerManagedVault, VaultEncryption } from "./backup/vault-encryption";
export type { VaultEvent } from "./backup/vault-event";
export { budgetViolations } from "./cost/budget-rules";
export { type BudgetNotification, ServiceBudget, type ServiceBudgetProps } from "./cost/service-budget";
export { type FormerName, moveFromFormerId } from "./lifecycle/former-address";
export { forgetResources, unprotectResources } from "./lifecycle/forget-resources";
export { alarmViolations, thresholdViolations } from "./monitoring/alarm-rules";
export {
  type AlarmSettings,
  type AlarmThresholds,
  type DefaultAlarm,
  defaultAlarms,
} from "./monitoring/alarm-settings";
export { AlarmSource, type ExpressionSource, type MetricSource } from "./monitoring/alarm-source";
export { CompositeAlarm, type CompositeAlarmProps, compositeViolations } from "./monitoring/composite-alarm";
export {
  type CapacityUse,
  type Metric,
  type Statistic,
  TableMetric,
  tableOperations,
} from "./monitoring/metric";
export { MetricAlarm, type MetricAlarmProps } from "./monitoring/metric-alarm";
export {
  NotificationTopic,
  type NotificationTopicProps,
  type Publisher,
} from "./monitoring/notification-topic";
export { ServiceAlarms, type ServiceAlarmsProps } from "./monitoring/service-alarms";
export { serviceAlarmNameViolations } from "./monitoring/service-alarm-names";
export {
  dashboardViolations,
  ServiceDashboard,
  type ServiceDashboardProps,
} from "./monitoring/service-dashboard";
export { TableAlarms, type TableAlarmsProps } from "./monitoring/table-alarms";
export { emailViolations, topicViolations } from "./monitoring/topic-rules";
export { DaxCluster, type DaxClusterProps } from "./network/dax-cluster";
export { daxViolations, type DaxSettings } from "./network/dax-rules";
export { endpointViolations } from "./network/endpoint-rules";
export { FailoverRecords, type FailoverRecordsProps, type FailoverRegion } from "./network/failover-records";
export { failoverViolations } from "./network/failover-rules";
export { type AliasTarget, FailoverTarget, type HostTarget } from "./network/failover-target";
export { GatewayEndpoint, type GatewayEndpointProps } from "./network/gateway-endpoint";
export { TableTrail, type TableTrailProps } from "./network/table-trail";
export { trailViolations } from "./network/trail-rules";
export { regionViolations, replicaRegionViolations } from "./replica/region-rules";
export { arnPartitionViolations, samePartitionViolations } from "./replica/partition";
export { regions } from "./replica/regions";
export { RetiredReplica } from "./replica/retired-replica";
export { replicaViolations } from "./replica/replica-rules";
export { type Consistency, regionSets } from "./replica/strong-consistency";
export { StrongReplica, type StrongReplicaProps, strongReplicaViolations } from "./replica/strong-replica";
export { replicationViolations, type ReplicationSettings } from "./replica/strong-rules";
export { TableReplica, withReads } from "./replica/table-replica";
export type { TableReplicaProps } from "./replica/table-replica-props";
export { isRefused, type RefusedError } from "./rules/refuse";
export { type RuleId, rules } from "./rules/rules";
export { tagViolations } from "./rules/tag-rules";
export type { Violation } from "./rules/violation";
export { Attribute, type AttributeType } from "./table/attribute";
export {
  Billing,
  type OnDemandBilling,
  type OnDemandLimits,
  type ProvisionedBilling,
  type ProvisionedCapacity,
} from "./table/billing";
export {
  type AutoscaledCapacity,
  type Autoscaling,
  Capacity,
  type FixedCapacity,
  type ScheduledBounds,
} from "./table/capacity";
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
export {
  EncryptionKeyReplica,
  type EncryptionKeyReplicaProps,
  encryptionKeyReplicaViolations,
} from "./table/encryption-key-replica";
export { keyArnViolations } from "./table/encryption-rules";
export type { ImportSource } from "./table/import-source";
export { type KinesisDestination, streamArnViolations } from "./table/kinesis-destination";
export type { Projection } from "./table/projection";
export type { ResourceGrant } from "./table/resource-policy";
export { RetiredTable } from "./table/retired-table";
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
export type { TimeToLive } from "./table/time-to-live";
export { leaveKey, type UnusedKey } from "./table/unused-key";
export type { WarmThroughput } from "./table/warm-throughput";

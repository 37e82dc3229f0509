/** The public constructs of cdktf-dynamodb. */
import "./framework/check-installed";

export { containerEnvironment, type EnvironmentEntry } from "./access/container-environment";
export { EcsTaskRole } from "./access/ecs-task-role";
export { EksPodIdentityRole } from "./access/eks-pod-identity-role";
export { EksServiceAccountRole } from "./access/eks-service-account-role";
export { Grantee, type PolicyResource } from "./access/grantee";
export { LambdaRole } from "./access/lambda-role";
export { MigrationRole, type MigrationRoleProps } from "./access/migration-role";
export { planPolicy, type PlanPolicy, type PlanPolicyOptions } from "./access/plan-policy";
export type { PolicyStatement } from "./access/policy-statement";
export { type TableAccess, type TableActions, tableActions, type UsualAccess } from "./access/table-access";
export { tableActionNames } from "./access/table-action";
export {
  type AccountArns,
  type GrantableTable,
  type GrantedTable,
  type GrantLimits,
  grantStatements,
  type TableGrant,
} from "./access/table-grant";
export type { GrantedPolicy } from "./access/table-policies";
export { TablePrefixPolicy, type TablePrefixPolicyProps } from "./access/table-prefix-policy";
export { TaskRole, type TaskRoleKind } from "./access/task-role";
export type {
  EcsTaskRoleProps,
  EksPodIdentityRoleProps,
  EksServiceAccountRoleProps,
  LambdaRoleProps,
  ServiceAccount,
  TaskRoleProps,
} from "./access/task-role-props";
export { AwsAccount } from "./account/aws-account";
export type { ScaledCapacity, ScaledCapacityProps } from "./autoscaling/scaled-capacity";
export type { CapacityKind, ScaledDimension } from "./autoscaling/scaled-dimension";
export { TableAutoscaling, type TableAutoscalingProps } from "./autoscaling/table-autoscaling";
export {
  type ComplianceLock,
  type GovernanceLock,
  type LockedRetention,
  BackupLock,
} from "./backup/backup-lock";
export { BackupPlan } from "./backup/backup-plan";
export type { BackedUpTable, BackupPlanProps } from "./backup/backup-plan-props";
export {
  type BackupCopy,
  type BackupRetention,
  BackupRule,
  type PresetSettings,
  type Weekday,
} from "./backup/backup-rule";
export { BackupVault } from "./backup/backup-vault";
export type { BackupVaultProps } from "./backup/backup-vault-props";
export { RegionSettings } from "./backup/region-settings";
export { RestoreTesting } from "./backup/restore-testing";
export type { RestoreTestingProps } from "./backup/restore-testing-props";
export { TableBackups } from "./table/table-backups";
export type { TableBackupsProps } from "./table/table-backups-props";
export type { BackupType } from "./table/backup-type";
export { type AwsManagedVault, type CustomerManagedVault, VaultEncryption } from "./backup/vault-encryption";
export type { VaultEvent } from "./backup/vault-event";
export { ServiceBudget } from "./cost/service-budget";
export type { BudgetNotification, ServiceBudgetProps } from "./cost/service-budget-props";
export type { CutoverAlarmThresholds } from "./cutover/cutover-alarms";
export { CutoverControl, type CutoverDescriptor } from "./cutover/cutover-control";
export type { CutoverControlProps } from "./cutover/cutover-control-props";
export { cutoverMetric, type CutoverMetricName } from "./cutover/cutover-metric";
export { forgetResources } from "./lifecycle/forget-resources";
export { type FormerName, moveFromFormerId } from "./lifecycle/former-address";
export {
  type AlarmSettings,
  type AlarmThresholds,
  type DefaultAlarm,
  defaultAlarms,
} from "./monitoring/alarm-settings";
export { AlarmSource, type ExpressionSource, type MetricSource } from "./monitoring/alarm-source";
export { CompositeAlarm, type CompositeAlarmProps } from "./monitoring/composite-alarm";
export {
  type CapacityUse,
  type Metric,
  type MetricOptions,
  type Statistic,
  TableMetric,
  tableOperations,
} from "./monitoring/metric";
export { MetricAlarm } from "./monitoring/metric-alarm";
export type { MetricAlarmProps } from "./monitoring/metric-alarm-props";
export { NotificationTopic } from "./monitoring/notification-topic";
export type { NotificationTopicProps, Publisher } from "./monitoring/notification-topic-props";
export { ServiceAlarms } from "./monitoring/service-alarms";
export type { ServiceAlarmsProps } from "./monitoring/service-alarms-props";
export {
  type DashboardGraph,
  ServiceDashboard,
  type ServiceDashboardProps,
} from "./monitoring/service-dashboard";
export { TableAlarms } from "./monitoring/table-alarms";
export type { TableAlarmsProps } from "./monitoring/table-alarms-props";
export { DaxCluster } from "./network/dax-cluster";
export type { DaxClusterProps } from "./network/dax-cluster-props";
export { FailoverRecords } from "./network/failover-records";
export type { FailoverRecordsProps, FailoverRegion } from "./network/failover-records-props";
export { type AliasTarget, FailoverTarget, type HostTarget } from "./network/failover-target";
export { GatewayEndpoint } from "./network/gateway-endpoint";
export type { GatewayEndpointProps } from "./network/gateway-endpoint-props";
export { TableTrail } from "./network/table-trail";
export type { TableTrailProps } from "./network/table-trail-props";
export { RetiredReplica } from "./replica/retired-replica";
export { type Consistency, regionSets } from "./replica/strong-consistency";
export { StrongReplica, type StrongReplicaProps } from "./replica/strong-replica";
export { TableReplica } from "./replica/table-replica";
export type { TableReplicaProps } from "./replica/table-replica-props";
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
export { EncryptionKey, type EncryptionKeyProps } from "./table/encryption-key";
export { EncryptionKeyReplica, type EncryptionKeyReplicaProps } from "./table/encryption-key-replica";
export type { ImportSource } from "./table/import-source";
export type { IndexResources } from "./table/index-resources";
export type { KeyPart } from "./table/index-keys";
export type { KinesisDestination } from "./table/kinesis-destination";
export { MeasuredTable } from "./table/measured-table";
export type { Projection } from "./table/projection";
export type { ResourceGrant } from "./table/resource-policy";
export type {
  BackupRestore,
  NewestBackupRestore,
  PointInTimeRestore,
  RestoreSource,
} from "./table/restore-source";
export { RetiredTable } from "./table/retired-table";
export type { GlobalIndex, LocalIndex } from "./table/secondary-index";
export type { StreamView } from "./table/stream-view";
export { TableBase } from "./table/table-base";
export type { TableClass } from "./table/table-class";
export type { BillingDescriptor, IndexDescriptor, TableDescriptor } from "./table/table-descriptor";
export { TableReference } from "./table/table-reference";
export type { TableAttributes, TableReferenceSettings } from "./table/table-reference-props";
export type { TableLocation, TableSettings } from "./table/table-settings";
export type { TimeToLive } from "./table/time-to-live";
export type { UnusedKey } from "./table/unused-key";
export type { WarmThroughput } from "./table/warm-throughput";
export { MigrationWorkers, type WorkersDescriptor } from "./workers/migration-workers";
export type { MigrationWorkersProps, RunBucket, WorkerEndpoints } from "./workers/migration-workers-props";

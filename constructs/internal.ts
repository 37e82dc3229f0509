/**
 * Exports of the constructs for `stacks/` only, not for users: the rules, and the settings that they check.
 * The package does not export this file.
 */
import "./framework/check-installed";

export { environmentNameViolations, tableVariables } from "./access/container-environment";
export { type GrantSettings, grantViolations, vpcEndpointIdPattern } from "./access/grant-rules";
export { policyName } from "./access/grantee";
export { migrationRoleViolations, type MigrationRoleSettings } from "./access/migration-role";
export { tablePrefixPolicySize, tablePrefixViolations } from "./access/table-prefix-policy";
export { podIdentityViolations, serviceAccountRoleViolations } from "./access/eks-rules";
export { taskRoleViolations, type TaskRoleSettings } from "./access/task-role-rules";
export { scaledDimensions } from "./autoscaling/scaled-dimension";
export { tableAutoscalingViolations } from "./autoscaling/table-autoscaling";
export { type BackupPlanSettings, planViolations } from "./backup/backup-plan-rules";
export { vaultViolations } from "./backup/backup-vault-rules";
export { tableBackupsViolations } from "./table/table-backups-rules";
export { restoreTestingViolations, type RestoreTestingSettings } from "./backup/restore-testing-rules";
export { budgetViolations } from "./cost/budget-rules";
export { cutoverGrants } from "./cutover/cutover-grants";
export { cutoverGraphs } from "./cutover/cutover-graphs";
export { cutoverControlViolations, cutoverTableName, cutoverTableProps } from "./cutover/cutover-tables";
export { framework } from "./framework/cdktf";
export { cdktf } from "./framework/frameworks";
export { requireOwnApp } from "./framework/own-app";
export { unprotectResources } from "./lifecycle/forget-resources";
export { ProtectedResources } from "./lifecycle/protected-resources";
export { alarmViolations, thresholdViolations } from "./monitoring/alarm-rules";
export { compositeViolations } from "./monitoring/composite-alarm";
export { serviceAlarmNameViolations } from "./monitoring/service-alarm-names";
export { dashboardViolations } from "./monitoring/service-dashboard";
export {
  emailPattern,
  emailViolations,
  maxAlarmTopics,
  topicArnViolations,
  topicRegion,
  topicViolations,
} from "./monitoring/topic-rules";
export { daxViolations, type DaxSettings } from "./network/dax-rules";
export { endpointViolations } from "./network/endpoint-rules";
export { failoverViolations } from "./network/failover-rules";
export { trailViolations } from "./network/trail-rules";
export { arnPartitionViolations, samePartitionViolations } from "./replica/partition";
export { regionViolations, replicaRegionViolations } from "./replica/region-rules";
export { regions } from "./replica/regions";
export { replicaViolations } from "./replica/replica-rules";
export { strongReplicaViolations } from "./replica/strong-replica";
export { replicationViolations, type ReplicationSettings } from "./replica/strong-rules";
export { withReads } from "./replica/table-replica";
export { constructId } from "./rules/construct-id";
export { bucketNamePattern, namePattern } from "./rules/name-rules";
export { tagViolations } from "./rules/tag-rules";
export { encryptionKeyViolations } from "./table/encryption-key";
export { encryptionKeyReplicaViolations } from "./table/encryption-key-replica";
export { attributesOf, hasSeveralKeys } from "./table/index-keys";
export { terrainTableViolations } from "./table/cdk-terrain-rules";
export { indexResourcesViolations } from "./table/index-resources-rules";
export { restoreViolations } from "./table/restore-rules";
export { keyArnViolations } from "./table/encryption-rules";
export { areResources, scaledInline } from "./table/inline-indexes";
export { streamArnViolations } from "./table/kinesis-rules";
export { type DeployedTable, describeTable } from "./table/table-descriptor";
export { tableReferenceViolations } from "./table/table-reference-rules";
export { tableViolations } from "./table/table-rules";
export { leaveKey } from "./table/unused-key";
export { fargateVcpus } from "./workers/fargate-size";
export type { MigrationWorkersSettings } from "./workers/worker-settings";
export { logRetentionDays, workersViolations } from "./workers/workers-rules";

const describeTable = [
  ...["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive", "dynamodb:DescribeContinuousBackups"],
  "dynamodb:ListTagsOfResource",
];
const readKey = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"];
/** The provider reads every setting of a bucket, also those that have resources of their own. */
const readBucket = [
  ...["s3:ListBucket", "s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:GetBucketAcl", "s3:GetBucketCORS"],
  ...["s3:GetBucketWebsite", "s3:GetBucketVersioning", "s3:GetAccelerateConfiguration"],
  ...["s3:GetBucketRequestPayment", "s3:GetBucketLogging", "s3:GetLifecycleConfiguration"],
  ...["s3:GetReplicationConfiguration", "s3:GetEncryptionConfiguration"],
  ...["s3:GetBucketObjectLockConfiguration", "s3:GetBucketTagging"],
];
const readAlarm = ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"];

/**
 * The actions with which the AWS provider reads each type of resource and data source that the constructs use. None of
 * them reads an item, an object or an encrypted value.
 */
export const planActions: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws_appautoscaling_policy", ["application-autoscaling:DescribeScalingPolicies"]],
  ["aws_appautoscaling_scheduled_action", ["application-autoscaling:DescribeScheduledActions"]],
  [
    "aws_appautoscaling_target",
    ["application-autoscaling:DescribeScalableTargets", "application-autoscaling:ListTagsForResource"],
  ],
  ["aws_backup_plan", ["backup:GetBackupPlan", "backup:ListTags"]],
  ["aws_backup_region_settings", ["backup:DescribeRegionSettings"]],
  ["aws_backup_restore_testing_plan", ["backup:GetRestoreTestingPlan", "backup:ListTags"]],
  ["aws_backup_restore_testing_selection", ["backup:GetRestoreTestingSelection"]],
  ["aws_backup_selection", ["backup:GetBackupSelection"]],
  ["aws_backup_vault", ["backup:DescribeBackupVault", "backup:ListTags"]],
  ["aws_backup_vault_lock_configuration", ["backup:DescribeBackupVault"]],
  ["aws_backup_vault_notifications", ["backup:GetBackupVaultNotifications"]],
  ["aws_backup_vault_policy", ["backup:GetBackupVaultAccessPolicy"]],
  ["aws_batch_compute_environment", ["batch:DescribeComputeEnvironments"]],
  ["aws_batch_job_definition", ["batch:DescribeJobDefinitions"]],
  ["aws_batch_job_queue", ["batch:DescribeJobQueues"]],
  ["aws_budgets_budget", ["budgets:ViewBudget", "budgets:ListTagsForResource"]],
  ["aws_caller_identity", ["sts:GetCallerIdentity"]],
  [
    "aws_cloudtrail",
    [
      ...["cloudtrail:DescribeTrails", "cloudtrail:GetTrail", "cloudtrail:GetTrailStatus"],
      ...["cloudtrail:GetEventSelectors", "cloudtrail:GetInsightSelectors", "cloudtrail:ListTags"],
    ],
  ],
  ["aws_cloudwatch_composite_alarm", readAlarm],
  ["aws_cloudwatch_dashboard", ["cloudwatch:GetDashboard"]],
  ["aws_cloudwatch_log_group", ["logs:DescribeLogGroups", "logs:ListTagsForResource"]],
  ["aws_cloudwatch_metric_alarm", readAlarm],
  ["aws_dax_cluster", ["dax:DescribeClusters", "dax:ListTags"]],
  ["aws_dax_subnet_group", ["dax:DescribeSubnetGroups"]],
  ["aws_dynamodb_backups", ["dynamodb:ListBackups"]],
  ["aws_dynamodb_contributor_insights", ["dynamodb:DescribeContributorInsights"]],
  ["aws_dynamodb_global_secondary_index", ["dynamodb:DescribeTable"]],
  ["aws_dynamodb_kinesis_streaming_destination", ["dynamodb:DescribeKinesisStreamingDestination"]],
  ["aws_dynamodb_resource_policy", ["dynamodb:GetResourcePolicy"]],
  ["aws_dynamodb_table", describeTable],
  ["aws_dynamodb_table_replica", describeTable],
  ["aws_dynamodb_tables", ["dynamodb:ListTables"]],
  ["aws_eks_pod_identity_association", ["eks:DescribePodIdentityAssociation"]],
  ["aws_iam_group_policy", ["iam:GetGroupPolicy"]],
  [
    "aws_iam_role",
    ["iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"],
  ],
  ["aws_iam_role_policy", ["iam:GetRolePolicy"]],
  ["aws_iam_role_policy_attachment", ["iam:ListAttachedRolePolicies"]],
  ["aws_iam_user_policy", ["iam:GetUserPolicy"]],
  ["aws_kms_alias", ["kms:ListAliases"]],
  ["aws_kms_key", readKey],
  ["aws_kms_replica_key", readKey],
  ["aws_partition", []],
  ["aws_region", []],
  ["aws_route53_health_check", ["route53:GetHealthCheck", "route53:ListTagsForResource"]],
  ["aws_route53_record", ["route53:GetHostedZone", "route53:ListResourceRecordSets"]],
  ["aws_s3_bucket", readBucket],
  ["aws_s3_bucket_lifecycle_configuration", ["s3:GetLifecycleConfiguration"]],
  ["aws_s3_bucket_policy", ["s3:GetBucketPolicy"]],
  ["aws_s3_bucket_public_access_block", ["s3:GetBucketPublicAccessBlock"]],
  ["aws_s3_bucket_server_side_encryption_configuration", ["s3:GetEncryptionConfiguration"]],
  ["aws_s3_bucket_versioning", ["s3:GetBucketVersioning"]],
  ["aws_security_group", ["ec2:DescribeSecurityGroups"]],
  ["aws_sns_topic", ["sns:GetTopicAttributes", "sns:ListTagsForResource"]],
  ["aws_sns_topic_policy", ["sns:GetTopicAttributes"]],
  ["aws_sns_topic_subscription", ["sns:GetSubscriptionAttributes"]],
  ["aws_vpc_endpoint", ["ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"]],
]);

/**
 * Those of the actions that AWS limits to a table, its indexes or its streams.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export const tableActions: ReadonlySet<string> = new Set([
  ...describeTable,
  "dynamodb:DescribeContributorInsights",
  "dynamodb:DescribeKinesisStreamingDestination",
  "dynamodb:GetResourcePolicy",
]);

/**
 * Every rule that the constructs enforce, by its stable id. Each rule prevents a setting that AWS or the provider would
 * reject only at apply, or accept and silently ignore.
 */
export const rules = {
  "account-id": "An account must be given by its 12-digit id.",
  "alarm-datapoints": "The value of datapointsToAlarm must be from 1 to evaluationPeriods.",
  "alarm-dimensions":
    "An alarm must use the dimensions under which DynamoDB publishes the metric. With other dimensions it never receives data.",
  "alarm-metric-id": "The id of a metric in an expression must start with a lower-case letter.",
  "alarm-metrics": "An alarm expression must use 1 to 10 metrics.",
  "alarm-name": "An alarm name must have 1 to 255 characters.",
  "alarm-period": "An alarm's period must be 10, 20, 30 or a multiple of 60 seconds.",
  "alarm-periods": "The value of evaluationPeriods must be a whole number of at least 1.",
  "alarm-topics": "An alarm must notify at most 5 different topics.",
  "alarm-window":
    "The evaluated time, period × evaluationPeriods, must not exceed 1 day (7 days if the period is 1 hour or more).",
  "arn-partition": "An ARN must be in the same partition as the table's region.",
  "attribute-name": "The name of a key attribute must have 1 to 255 characters.",
  "attribute-type": "An attribute that is used in several keys must have the same type in all of them.",
  "autoscaled-replicas":
    "A provisioned table with replicas must have autoscaled write capacity, and so must its indexes.",
  "autoscaling-bounds":
    "The minimum and maximum of autoscaled capacity must be whole numbers of at least 1, and the minimum must not exceed the maximum.",
  "autoscaling-capacity": "TableAutoscaling requires a provisioned table with autoscaled capacity.",
  "autoscaling-cooldown": "A cooldown must be a whole number of seconds, at least 0.",
  "autoscaling-schedule":
    "Scheduled bounds must have a cron expression with six fields, and there can be at most 200 of them.",
  "autoscaling-target": "Target utilization must be from 20 to 90 percent.",
  "backup-cold-storage": "A recovery point must stay in cold storage for at least 90 days.",
  "backup-continuous":
    "A continuous backup must be kept for 1 to 35 days, and cannot be moved to cold storage.",
  "backup-copy-vault": "The destination of a copy must be the ARN of a backup vault.",
  "backup-lock-days": "Both minDays and maxDays of a vault lock must be whole numbers from 1 to 36500.",
  "backup-lock-grace": "The grace period of a lock in compliance mode must be from 3 to 36500 days.",
  "backup-lock-range": "The minDays of a vault lock must be less than maxDays.",
  "backup-notify-topic": "A vault with notifyEvents must have a topic.",
  "backup-plan-name":
    "The names of a backup plan and of its rules must have 1 to 50 characters of A-Z, a-z, 0-9, _, . and -.",
  "backup-plan-rules": "A backup plan must have at least one rule.",
  "backup-retention":
    "Retention and the transition to cold storage must be whole numbers of days, at least 1.",
  "backup-retention-lock":
    "Retention must be within minDays and maxDays of the vault's lock. Otherwise every backup job fails.",
  "backup-rule-unique": "The names of the rules of a backup plan must be unique.",
  "backup-schedule":
    "The schedule of a backup or restore test must be a cron expression with six fields, with ? for the day of month or the day of week.",
  "backup-selection": "A backup plan must select 1 to 500 tables, or resources by 1 to 30 tags.",
  "backup-vault-name": "The name of a backup vault must have 2 to 50 characters of A-Z, a-z, 0-9, _ and -.",
  "backup-window":
    "The start window of a backup must be at least 60 minutes, and the completion window must be longer than the start window.",
  "backups-period":
    "The period of listed backups must be given by UTC times to the second, the earlier one first.",
  "budget-amount": "The amount of a budget must be more than 0 dollars.",
  "budget-name": "The name of a budget must have 1 to 100 characters, without :, \\, < and >.",
  "budget-notifications": "A budget must have at most 5 different notifications, each above 0 percent.",
  "budget-subscribers": "A budget must have a topic or 1 to 10 e-mail addresses to notify.",
  "capacity-units": "Provisioned capacity must be a whole number of at least 1.",
  "cdk-terrain":
    "Backups as the source of a table, lists of backups and indexes that are resources of their own require CDK Terrain.",
  "composite-alarms": "A composite alarm must combine 1 to 100 alarms.",
  "cutover-name": "The name of a CutoverControl must have 1 to 240 characters of A-Z, a-z, 0-9, _, . and -.",
  "dashboard-name": "The name of a dashboard must have 1 to 255 characters of A-Z, a-z, 0-9, _ and -.",
  "dashboard-widgets": "A dashboard must have at most 500 widgets.",
  "dax-grants": "A DAX cluster must have access to at least one table.",
  "dax-name":
    "The name of a DAX cluster must have 1 to 20 characters of a-z, 0-9 and single -, and start with a letter.",
  "dax-node-type": "The node type of a DAX cluster must be a name such as dax.r5.large.",
  "dax-nodes": "A DAX cluster must have 1 node or 3 to 10 nodes.",
  "dax-subnets": "A DAX cluster must have at least one subnet.",
  "eks-cluster": "The name of an EKS cluster must have 1 to 100 characters of A-Z, a-z, 0-9, _ and -.",
  "eks-service-account":
    "A Kubernetes namespace must have 1 to 63 characters of a-z, 0-9 and -; a service account 1 to 253 of these and dots.",
  "email-address": "An e-mail address must have an @ and a domain, and must not be listed twice.",
  "encryption-key": "A customer-managed KMS key must be given by its ARN, and must be in the table's region.",
  "encryption-key-per-region":
    "If a KMS key is given for one region of a table, a key must be given for every region.",
  "endpoint-route-tables": "A gateway endpoint must have at least one route table, without duplicates.",
  "endpoint-tables": "A gateway endpoint that is limited to tables must have at least one table.",
  "environment-unique": "The environment variables for the tables of a role must have different names.",
  "failover-health":
    "The path of a health check must start with /, the interval must be 10 or 30 seconds, and the failure threshold must be from 1 to 10.",
  "failover-regions": "The failover region must differ from the primary region.",
  "failover-targets": "Both failover records must be host names, or both must be aliases.",
  "fargate-memory": "The memory of a container on Fargate must be one that Fargate offers with its vCPUs.",
  "fargate-vcpu": "A container on Fargate must have 0.25, 0.5, 1, 2, 4, 8 or 16 vCPUs.",
  "global-index-count": "A table must have at most 20 global secondary indexes.",
  "grant-action": "A grant must list single actions that exist for a table, its indexes or its stream.",
  "grant-endpoint": "A grant must name a VPC endpoint by its id.",
  "grant-index": "A grant can only be limited to indexes that the table has.",
  "grant-leading-keys":
    "A grant that is limited by leading keys must have at least one key, and only actions whose requests contain keys.",
  "grant-region": "A grant can only be limited to regions of the table.",
  "grant-stream": "Access to a stream requires a table with a stream.",
  "grant-unique": "The grants of a role must not contain the same table twice.",
  "group-policy-size": "The inline policies of a group must have at most 5,120 characters in total.",
  "import-adopted": "The properties adopt and importFrom are mutually exclusive.",
  "import-csv":
    "The properties delimiter and headers require the format CSV, and the delimiter must be one of the six that AWS accepts.",
  "import-unsent":
    "A table that is imported from S3 cannot have settings that the provider does not send with an import.",
  "index-capacity":
    "A global secondary index can have capacity only if its table is provisioned, and limits only if its table is on-demand.",
  "index-key-count":
    "A global secondary index must have 1 to 4 attributes in its partition key, and at most 4 in its sort key.",
  "index-resources":
    "A table whose indexes are resources of their own cannot have replicas or be restored, and the warm throughput of these indexes must have both values.",
  "index-name": "An index name must have 3 to 255 characters of A-Z, a-z, 0-9, _, . and -.",
  "index-name-unique": "The names of all global and local indexes of a table must be unique.",
  "key-alias": "A key alias must have 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -.",
  "key-distinct": "The partition key and the sort key of a table or an index must be different attributes.",
  "key-multi-region": "The primary key of a replica key must be the ARN of a multi-Region key.",
  "kinesis-stream":
    "A Kinesis destination must be the ARN of a data stream in the region of the table or replica.",
  "local-index-count": "A table must have at most 5 local secondary indexes.",
  "local-index-sort-key": "A table with local secondary indexes must have a sort key.",
  "moved-address": "The value of movedFrom must be the Terraform address of a table.",
  "name-unique":
    "The names of alarms, dashboards, topics and budgets of a stack, and of the inline policies of a grantee, must be unique.",
  "network-id": "Network resources must be given by their ids: vpc-, rtb-, subnet-, sg-.",
  "oidc-provider": "The OIDC provider of an EKS cluster must be given by its IAM ARN.",
  "on-demand-limit": "An on-demand limit must be a whole number of at least 1, or -1 to remove the limit.",
  "point-in-time-recovery": "The recovery period must be from 1 to 35 whole days.",
  "projection-attributes": "A projection must list at least one attribute, without duplicates.",
  "projection-total": "All projections of a table must list at most 100 attributes in total.",
  "reference-arn":
    "A table reference must have an ARN or a name. If it has both, the name, region and account must match the ARN.",
  "reference-region": "Dashboards and replicas require the region of a referenced table.",
  "reference-replica": "A replica of a referenced table requires the keys of the table and its indexes.",
  "region-known": "A region must exist in AWS.",
  "region-partition": "All regions of a table and of its backups must be in one AWS partition.",
  "replica-consistency":
    "TableReplica requires an eventually consistent table, and StrongReplica a strongly consistent one.",
  "replica-declared": "A replica's region must be listed in its table's replicaRegions.",
  "replica-encryption": "A replica can have a customer-managed KMS key only if its table has one.",
  "replica-read": "A replica can have read capacity only if its table is provisioned.",
  "replica-region": "A replica must be in a different region than its table.",
  "replica-region-unique": "A table must have at most one replica per region.",
  "replica-stream": "A table with replicas must have a stream with new and old images.",
  "resource-policy":
    "A resource policy can only name roles, users or accounts, and only the table and its indexes.",
  "restore-exclusive": "The property restoreFrom is mutually exclusive with importFrom and adopt.",
  "restore-source": "A table must be restored from exactly one other table, backup or newest backup.",
  "restore-testing-name": "The name of a restore test must have 1 to 50 letters, digits and underscores.",
  "restore-testing-vaults": "A restore test must have at least one vault.",
  "restore-testing-window":
    "The selection window of a restore test must be from 1 to 365 whole days, and its start window from 1 to 168 whole hours.",
  "restore-time": "The point in time of a restore must be latest, or a UTC time to the second in the past.",
  "restore-unsent":
    "A table that is restored cannot have settings that the provider does not send with a restore.",
  "role-name": "A role name must have 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-.",
  "role-policy-size": "The inline policies of a role must have at most 10,240 characters in total.",
  "role-principal": "A role must be assumable by at least one role or user, given by its ARN.",
  "role-tables": "A migration role must have at least one table.",
  "strong-billing": "A strongly consistent table must be on-demand.",
  "strong-encryption":
    "A strongly consistent table can use customer-managed KMS keys only if their ARNs are given.",
  "strong-local-index": "A strongly consistent table cannot have local secondary indexes.",
  "strong-region-count": "A strongly consistent table must have two replicas, or one replica and a witness.",
  "strong-region-set": "All regions of a strongly consistent table must be in one of the region sets of AWS.",
  "strong-ttl": "A strongly consistent table cannot have a TTL attribute.",
  "strong-witness":
    "Only a strongly consistent table can have a witness, and it must be in a different region than the replicas.",
  "table-name": "A table name must have 3 to 255 characters of A-Z, a-z, 0-9, _, . and -.",
  "table-prefix":
    "A prefix must have 1 to 254 characters that are valid in a table name, and at least one region.",
  "tag-count": "A resource must have at most 50 tags.",
  "tag-key": "A tag key must have 1 to 128 characters and must not start with aws:.",
  "tag-value": "A tag value must have at most 256 characters.",
  "topic-arn": "A topic must be given by the ARN of an SNS topic in the region of the alarms.",
  "topic-name": "A topic name must have 1 to 256 characters of A-Z, a-z, 0-9, _ and -.",
  "trail-bucket": "The bucket of a trail must be given by its name: 3 to 63 characters of a-z, 0-9, . and -.",
  "trail-name":
    "A trail name must have 3 to 128 characters of A-Z, a-z, 0-9, and single ., _ and - between them.",
  "trail-tables": "A trail must log 1 to 500 tables.",
  "ttl-attribute": "The name of a TTL attribute must have 1 to 255 characters.",
  "ttl-type":
    "A TTL attribute that is part of a key must be a number. DynamoDB deletes no item by an attribute of another type.",
  "user-policy-size": "The inline policies of a user must have at most 2,048 characters in total.",
  "warm-throughput":
    "Warm throughput must be whole numbers of at least 12,000 read units or 4,000 write units.",
  "workers-bucket":
    "A bucket of MigrationWorkers must be given by its name, and the prefix must have 1 to 200 characters without slashes at its ends.",
  "workers-disk": "The disk of a worker must be from 21 to 200 whole GiB.",
  "workers-image": "The image of MigrationWorkers must have a tag or a digest.",
  "workers-log": "The log of workers must be kept for a number of days that CloudWatch Logs offers.",
  "workers-max": "MigrationWorkers must have 2 to 10,000 workers at most.",
  "workers-name":
    "The name of MigrationWorkers must have 1 to 50 characters of A-Z, a-z, 0-9, _ and -, of which the first is a letter or digit.",
  "workers-network":
    "MigrationWorkers must have 1 to 16 subnets and at most 5 security groups, and the VPC unless nothing is created in it.",
  "workers-secret": "The value of a secret of workers must be the ARN of a secret or parameter.",
  "workers-service-role": "The service role of AWS Batch must be given by its ARN.",
  "workers-tables": "MigrationWorkers must have at least one table.",
  "workers-timeout": "The timeout of workers must be at least 60 whole seconds.",
  "workers-variable":
    "An environment variable of workers must have one value, no reserved name and no password.",
} as const;

/** The id of a rule; ids stay the same between releases. */
export type RuleId = keyof typeof rules;

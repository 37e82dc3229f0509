/**
 * Every rule that the constructs enforce, by its stable id. A rule is here because AWS or the provider
 * refuses what it forbids only at apply, or takes it and silently does something else.
 */
export const rules = {
  "account-id": "An account is given by its 12 digits.",
  "attribute-name": "A key attribute's name has 1 to 255 characters.",
  "attribute-type": "An attribute that is part of several keys has the same type in all of them.",
  "autoscaled-replicas":
    "A provisioned table has replicas only if the writes of it and of its indexes are autoscaled.",
  "autoscaling-bounds": "Autoscaled capacity lies between whole numbers of at least 1, the lower first.",
  "autoscaling-cooldown": "A cooldown is a whole number of seconds, at least 0.",
  "autoscaling-schedule": "Scheduled bounds begin at a cron expression of six fields, at most 200 of them.",
  "autoscaling-target": "Autoscaling aims at 20 to 90 percent of the capacity in use.",
  "backup-cold-storage": "A recovery point that moves to cold storage stays there for at least 90 days.",
  "backup-continuous": "A continuous backup is kept 1 to 35 days, and has no cold storage.",
  "backup-copy-vault": "Recovery points are copied to the ARN of a backup vault.",
  "backup-lock-days": "A vault's lock counts in 1 to 36500 whole days.",
  "backup-lock-grace": "A lock in compliance mode stays changeable for 3 to 36500 days.",
  "backup-lock-range": "A vault's lock has fewer minDays than maxDays.",
  "backup-notify-topic": "A vault that sends events has a topic to send them to.",
  "backup-plan-name":
    "The names of a backup plan and of its rules have 1 to 50 characters of A-Z, a-z, 0-9, _, . and -.",
  "backup-plan-rules": "A backup plan has at least one rule.",
  "backup-retention": "Recovery points are kept and moved after whole days, at least 1.",
  "backup-retention-lock":
    "Recovery points are kept as long as the lock of their vault allows; every job would fail otherwise.",
  "backup-rule-unique": "A rule's name is used once in its backup plan.",
  "backup-schedule":
    "A backup or restore test begins at a cron expression of six fields, with ? for one of the two days.",
  "backup-selection": "A backup plan selects something: at most 500 tables, or what has at most 30 tags.",
  "backup-vault-name": "A backup vault's name has 2 to 50 characters of A-Z, a-z, 0-9, _ and -.",
  "backup-window": "A backup begins within at least 60 minutes, and ends later than it has to begin.",
  "capacity-units": "Provisioned capacity is a whole number of at least 1.",
  "encryption-key": "A customer-managed key is given as the ARN of a key in the table's own region.",
  "encryption-key-per-region":
    "A table with keys of the account's own names one in every region, or in none.",
  "global-index-count": "A table has at most 20 global secondary indexes.",
  "grant-action": "A grant names single actions that there are on a table, its indexes or its stream.",
  "grant-endpoint": "A grant is limited to a VPC endpoint by the endpoint's id.",
  "grant-index": "A grant is limited to indexes that the table has.",
  "grant-leading-keys": "A grant is limited to at least one leading key, and only where requests name keys.",
  "grant-region": "A grant is limited to regions that the table is in.",
  "grant-stream": "Access to a stream is granted only on a table that has a stream.",
  "grant-unique": "A role is granted each table once.",
  "index-capacity":
    "A global index takes capacity if its table is provisioned, and limits if it is on-demand.",
  "index-name": "An index name has 3 to 255 characters of A-Z, a-z, 0-9, _, . and -.",
  "index-name-unique": "An index name is used once over the global and local indexes of a table.",
  "key-alias": "A key's alias has 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -.",
  "key-distinct": "The partition key and the sort key of a table or an index are different attributes.",
  "local-index-count": "A table has at most 5 local secondary indexes.",
  "local-index-sort-key": "A table with local indexes has a sort key.",
  "on-demand-limit": "A limit on on-demand requests is a whole number of at least 1, or -1 to lift it.",
  "point-in-time-recovery": "Point-in-time recovery reaches back 1 to 35 whole days.",
  "projection-attributes": "A projection names at least one attribute, and each of them once.",
  "projection-total": "The attributes named by all projections of a table are at most 100.",
  "region-known": "A region is one that AWS has.",
  "replica-consistency":
    "A TableReplica belongs to an eventually consistent table, a StrongReplica to a strong one.",
  "replica-declared":
    "A replica's region is among its table's replicaRegions, so that the table is ready for it.",
  "replica-encryption": "A replica has a key of the account's own only if its table has one.",
  "replica-read": "A replica scales its reads only if its table is provisioned.",
  "replica-region": "A replica lies in another region than its table.",
  "replica-region-unique": "A table has one replica a region.",
  "replica-stream": "A table with replicas streams new and old images.",
  "restore-testing-name": "A restore test's name has 1 to 50 letters, digits and underscores.",
  "restore-testing-vaults": "A restore test looks into at least one vault.",
  "restore-testing-window": "A restore test's windows are whole numbers: 1 to 365 days, 1 to 168 hours.",
  "role-name": "A role name has 1 to 64 characters of A-Z, a-z, 0-9 and _+=,.@-.",
  "role-principal": "A role is taken on by at least one role or user, named by its ARN.",
  "role-tables": "A migration role is for at least one table.",
  "strong-billing": "A strongly consistent table is on-demand.",
  "strong-encryption": "A strongly consistent table uses customer-managed keys only if they are given to it.",
  "strong-local-index": "A strongly consistent table has no local indexes.",
  "strong-region-count": "A strongly consistent table has two replicas, or one and a witness.",
  "strong-region-set":
    "The regions of a strongly consistent table all lie in one of the sets that AWS names.",
  "strong-ttl": "The items of a strongly consistent table do not expire.",
  "strong-witness": "A witness belongs to strongly consistent tables and lies in a region of its own.",
  "table-name": "A table name has 3 to 255 characters of A-Z, a-z, 0-9, _, . and -.",
  "table-prefix": "A prefix has 1 to 254 characters of a table name, and at least one region.",
  "tag-count": "A resource has at most 50 tags.",
  "tag-key": "A tag key has 1 to 128 characters and does not begin with aws:.",
  "tag-value": "A tag value has at most 256 characters.",
  "ttl-attribute": "A TTL attribute has a name of 1 to 255 characters.",
  "ttl-type":
    "A TTL attribute that is part of a key is a number; of anything else no item would ever expire.",
} as const;

/** The id of a rule; ids stay the same between releases. */
export type RuleId = keyof typeof rules;

import type { WrongFile } from "./wrong-file";

/** Six lines that are right; what is added begins on line 7. */
const right = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
    partitionKey: postId
`;

/** What is wrong with backups, alarms, budgets and networks. */
export const wrongOperations: readonly WrongFile[] = [
  {
    when: "backups are misspelt",
    text: `${right}backup: { retentionDay: 30 }\n`,
    message: ['tables.yaml:7:11 backup.retentionDay: unknown key; did you mean "retentionDays"?'],
  },
  {
    when: "backups break rules",
    text: `${right}backup:\n  schedule: cron(0 3 * * *)\n  retentionDays: 30\n  coldStorageAfterDays: 10\n  copyTo: us-east-1\n  lock: { minDays: 31, maxDays: 31, graceDays: 1 }\n`,
    message: [
      'tables.yaml:8:13 backup.schedule: must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "cron(0 3 * * *)"',
      "tables.yaml:9:18 backup.retentionDays: must be at least the minDays (31) of the vault's lock, got 30",
      "tables.yaml:10:25 backup.coldStorageAfterDays: must leave at least 90 days of cold storage before retentionDays (30), got 10",
      'tables.yaml:11:11 backup.copyTo: must be another region than the tables\' own, got "us-east-1" for both',
      "tables.yaml:12:20 backup.lock.minDays: minDays must be less than maxDays (31), got 31",
      "tables.yaml:12:48 backup.lock.graceDays: a lock must stay changeable for 3 to 36500 whole days, got 1",
    ],
  },
  {
    when: "backups are copied to a region that there is not",
    text: `${right}backup: { copyTo: us-wset-2 }\n`,
    message: ['tables.yaml:7:19 backup.copyTo: must be a region of AWS, such as us-east-1, got "us-wset-2"'],
  },
  {
    when: "a restore test has no cron expression",
    text: `${right}backup: { restoreTesting: { schedule: daily } }\n`,
    message: [
      'tables.yaml:7:39 backup.restoreTesting.schedule: must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "daily"',
    ],
  },
  {
    when: "alarms break rules",
    text: `${right}alarms:\n  emails: [ops]\n  throttledRequests: { periodSeconds: 45 }\n  latency: { datapointsToAlarm: 4 }\n`,
    message: [
      'tables.yaml:8:12 alarms.emails[0]: must be an e-mail address, got "ops"',
      "tables.yaml:9:39 alarms.throttledRequests.periodSeconds: must be 10, 20, 30 or a multiple of 60 seconds, got 45",
      "tables.yaml:10:33 alarms.latency.datapointsToAlarm: must be 1 to evaluationPeriods (3), got 4",
    ],
  },
  {
    when: "an alarm is neither settings nor off",
    text: `${right}alarms: { latency: true }\n`,
    message: [
      "tables.yaml:7:20 alarms.latency: must be a mapping with threshold, periodSeconds, evaluationPeriods, or false for none, got true",
    ],
  },
  {
    when: "a budget breaks rules",
    text: `${right}budget: { monthlyUsd: 0, emails: [] }\n`,
    message: [
      "tables.yaml:7:23 budget.monthlyUsd: must be more than 0 dollars, got 0",
      "tables.yaml:7:34 budget.emails: somebody must be told; name addresses, or a topic in topicArn",
    ],
  },
  {
    when: "a trail's setting is misspelt",
    text: `${right}trail: { bucket: audit-logs, keyPerfix: forum }\n`,
    message: ['tables.yaml:7:30 trail.keyPerfix: unknown key; did you mean "keyPrefix"?'],
  },
  {
    when: "a trail breaks rules",
    text: `${right}trail: { bucket: Audit, keyArn: alias/audit }\n`,
    message: [
      'tables.yaml:7:18 trail.bucket: must be a bucket\'s name, 3 to 63 characters of a-z, 0-9, . and -, got "Audit"',
      'tables.yaml:7:33 trail.keyArn: must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/audit"',
    ],
  },
  {
    when: "a network is named by subnets, and has a region without replicas",
    text: `${right}network:\n  vpcId: main\n  routeTableIds: [subnet-0abc]\n  replicas: { us-west-2: { vpcId: vpc-0abc, routeTableIds: [rtb-0abc] } }\n`,
    message: [
      'tables.yaml:8:10 network.vpcId: must be the id of a VPC, vpc-…, got "main"',
      'tables.yaml:9:19 network.routeTableIds[0]: must be the id of a route table, rtb-…, got "subnet-0abc"',
      "tables.yaml:10:15 network.replicas.us-west-2: must be a region with replicas; the file has none",
    ],
  },
];

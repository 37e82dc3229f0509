import { AlarmSource, TableMetric } from "../../../constructs";
import {
  eksClusterViolations,
  oidcProviderViolations,
  serviceAccountViolations,
} from "../../../constructs/access/eks-rules";
import { alarmViolations, compositeViolations, topicArnViolations } from "../../../constructs/internal";
import { letters, type LimitCase, limitsOf, listOf } from "./limit-case";
import type { RuleCase } from "./rule-case";

const topic = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
const topics = (count: number) => listOf(count, "").map((_, position) => topic(`ops-${position}`));

const inAlarm = (topicArns: readonly string[]) =>
  alarmViolations({
    ...{ name: "reads", description: "Reads are throttled.", topicArns },
    source: AlarmSource.metric(TableMetric.throttleEvents("Read", "Posts")),
    ...{ threshold: 1, periodSeconds: 60, evaluationPeriods: 1 },
  });

export const serviceRoleCases: readonly RuleCase[] = [
  {
    rule: "eks-cluster",
    when: "the cluster's name starts with a hyphen",
    violations: eksClusterViolations("-prod"),
    path: "cluster",
    message:
      'must be a cluster\'s name, 1 to 100 characters of A-Z, a-z, 0-9, _ and - that start with a letter or digit, got "-prod"',
  },
  {
    rule: "eks-service-account",
    when: "the namespace has a dot",
    violations: serviceAccountViolations({ namespace: "forum.web", serviceAccount: "web" }),
    path: "namespace",
    message: 'must be a namespace, 1 to 63 characters of a-z, 0-9 and -, got "forum.web"',
  },
  {
    rule: "eks-service-account",
    when: "the service account has an upper-case letter",
    violations: serviceAccountViolations({ namespace: "forum", serviceAccount: "Web" }),
    path: "serviceAccount",
    message: 'must be a service account\'s name, 1 to 253 characters of a-z, 0-9, - and ., got "Web"',
  },
  {
    rule: "oidc-provider",
    when: "the issuer is given in place of the ARN",
    violations: oidcProviderViolations("https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"),
    path: "oidcProviderArn",
    message:
      'must be the ARN of an IAM OIDC provider (arn:aws:iam::<account>:oidc-provider/<issuer>), got "https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE"',
  },
  {
    rule: "topic-arn",
    when: "a topic is given by its name",
    violations: inAlarm(["ops"]),
    path: "topicArns.0",
    message: 'must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>), got "ops"',
  },
  {
    rule: "topic-arn",
    when: "a composite alarm's topic is one of SQS",
    violations: compositeViolations({
      ...{ name: "all", description: "Something is wrong.", alarms: [{ alarmName: "reads" }] },
      topicArns: ["arn:aws:sqs:us-east-1:123456789012:ops"],
    }),
    path: "topicArns.0",
    message:
      'must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>), got "arn:aws:sqs:us-east-1:123456789012:ops"',
  },
  {
    rule: "alarm-topics",
    when: "a topic is named twice",
    violations: topicArnViolations(["topicArns"], [topic("ops"), topic("ops")]),
    path: "topicArns.1",
    message: `must be named once, got "${topic("ops")}" again`,
  },
];

export const serviceRoleLimitCases: readonly LimitCase[] = [
  ...limitsOf("eks-cluster", eksClusterViolations, {
    "100 characters": [letters(100), letters(101)],
    "1 character": ["a", ""],
  }),
  ...limitsOf(
    "eks-service-account",
    (namespace: string) => serviceAccountViolations({ namespace, serviceAccount: "web" }),
    { "63 characters of a namespace": [letters(63), letters(64)], "1 character of a namespace": ["a", ""] },
  ),
  ...limitsOf(
    "eks-service-account",
    (serviceAccount: string) => serviceAccountViolations({ namespace: "forum", serviceAccount }),
    { "253 characters": [letters(253), letters(254)], "1 character": ["a", ""] },
  ),
  ...limitsOf(
    "oidc-provider",
    (account: string) => oidcProviderViolations(`arn:aws:iam::${account}:oidc-provider/oidc.eks`),
    {
      "12 digits": ["123456789012", "1234567890123"],
      "12 digits, and no less": ["123456789012", "12345678901"],
    },
  ),
  ...limitsOf("alarm-topics", (count: number) => topicArnViolations(["topicArns"], topics(count)), {
    "5 topics": [5, 6],
  }),
];

import type { WrongFile } from "./wrong-file";

/** Six lines that are right; what is added begins on line 7. */
const right = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
    partitionKey: postId
`;

/** Files whose roles of services or whose topics are wrong. */
export const wrongRolesAndTopics: readonly WrongFile[] = [
  {
    when: "the role of a function names no tables, and a key that there is not",
    text: `${right}taskRoles: { resize: { service: lambda, table: {} } }\n`,
    message: [
      "tables.yaml:7:14 taskRoles.resize.tables: is missing; expected a mapping",
      'tables.yaml:7:41 taskRoles.resize.table: unknown key; did you mean "tables"?',
    ],
  },
  {
    when: "the roles of services break the rules of their services",
    text: `${right}taskRoles:\n  api: { service: eks-irsa, oidcProviderArn: eks, namespace: Api, serviceAccount: api, tables: { post: read } }\n`,
    message: [
      'tables.yaml:8:46 taskRoles.api.oidcProviderArn: must be the ARN of an IAM OIDC provider (arn:aws:iam::<account>:oidc-provider/<issuer>), got "eks"',
      'tables.yaml:8:62 taskRoles.api.namespace: must be a namespace, 1 to 63 characters of a-z, 0-9 and -, got "Api"',
      'tables.yaml:8:98 taskRoles.api.tables.post: table "post" not found; did you mean "posts"?',
    ],
  },
  {
    when: "alarms notify a topic by its name, and one of a region without tables",
    text: `${right}alarms:\n  topicArns:\n    - ops\n    - arn:aws:sns:eu-west-1:123456789012:ops\n`,
    message: [
      'tables.yaml:9:7 alarms.topicArns[0]: must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>), got "ops"',
      "tables.yaml:10:7 alarms.topicArns[1]: must be a topic in a region of the tables (us-east-1), got one in eu-west-1",
    ],
  },
  {
    when: "alarms notify six topics in a region, that of the addresses included",
    text: `${right}alarms:\n  emails: [ops@example.com]\n  topicArns: [${[1, 2, 3, 4, 5].map((one) => `arn:aws:sns:us-east-1:123456789012:ops-${one}`).join(", ")}]\n`,
    message: [
      "tables.yaml:9:14 alarms.topicArns: must be at most 5 topics in us-east-1, with the topic of emails, got 6",
    ],
  },
];

import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import {
  Attribute,
  BackupLock,
  BackupPlan,
  BackupRule,
  BackupVault,
  DynamoTable,
  VaultEncryption,
} from "../../constructs";

/** An app of its own, with what tables.yaml has no words for: a vault's policy, and backups by tag. */
const app = new App();
const stack = new TerraformStack(app, "tagged-backups");
const endpoint = process.env["AWS_EMULATOR"] ?? "";
const services = ["backup", "dynamodb", "iam", "kms", "sts"];
new AwsProvider(stack, "aws", {
  ...{ region: "us-east-1", accessKey: "test", secretKey: "test" },
  ...{ skipCredentialsValidation: true, skipMetadataApiCheck: "true" },
  endpoints: [Object.fromEntries(services.map((service) => [service, endpoint]))],
});
stack.addOverride("terraform.required_providers.aws.version", process.env["AWS_PROVIDER_VERSION"]);
new DynamoTable(stack, "posts", {
  ...{ name: "posts", partitionKey: Attribute.string("postId"), deletionProtection: false },
  tags: { Backup: "daily" },
});
const vault = new BackupVault(stack, "vault", {
  ...{ name: "forum", preventDestroy: false, refuseDeletion: true },
  encryption: VaultEncryption.customerManaged(),
  lock: BackupLock.compliance({ minDays: 7, maxDays: 365, graceDays: 3 }),
  copiesFromAccounts: ["210987654321"],
});
new BackupPlan(stack, "plan", {
  ...{ name: "forum", vault, taggedWith: { Backup: "daily" } },
  rules: [BackupRule.daily({ retentionDays: 30 }), BackupRule.monthly()],
});
app.synth();

import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import type { TablesConfig } from "./config/tables-schema";
import { sessionName } from "./names";

/** The services that the stacks use. */
const services = [
  ...["appautoscaling", "backup", "batch", "budgets", "cloudtrail", "cloudwatch", "dynamodb"],
  ...["ec2", "iam", "kms", "logs", "s3", "sns", "sts"],
];

/** Connects a stack to AWS, or to an emulator, in its region. */
export function addAwsProvider(stack: TerraformStack, region: string, config: TablesConfig): void {
  const { provider = {} } = config;
  new AwsProvider(stack, "aws", settings(region, config));
  if (provider.version !== undefined) {
    stack.addOverride("terraform.required_providers.aws.version", provider.version);
  }
}

/** The provider of another region than the stack's own; it is created once per region. */
export function otherRegion(stack: TerraformStack, region: string, config: TablesConfig): AwsProvider {
  const id = `aws-${region}`;
  const existing = stack.node.tryFindChild(id) as AwsProvider | undefined;
  return existing ?? new AwsProvider(stack, id, { alias: region, ...settings(region, config) });
}

function settings(region: string, config: TablesConfig): AwsProviderConfig {
  const { tags, provider = {} } = config;
  return {
    region,
    defaultTags: tags && [{ tags }],
    assumeRole: provider.assumeRole && [{ sessionName: sessionName(config), ...provider.assumeRole }],
    allowedAccountIds: provider.allowedAccountIds,
    ...(provider.endpoint === undefined ? {} : emulator(provider.endpoint)),
  };
}

/** Emulators accept any credentials; those of the machine are not used. */
function emulator(endpoint: string): Partial<AwsProviderConfig> {
  return {
    endpoints: [Object.fromEntries(services.map((service) => [service, endpoint]))],
    accessKey: "test",
    secretKey: "test",
    skipCredentialsValidation: true,
    skipMetadataApiCheck: "true",
    s3UsePathStyle: true,
  };
}

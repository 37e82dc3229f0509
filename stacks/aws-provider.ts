import { AwsProvider, type AwsProviderConfig } from "@cdktf/provider-aws/lib/provider";
import type { TerraformStack } from "cdktf";
import type { TablesConfig } from "./config/tables-schema";

/** The services that the stacks talk to. */
const services = ["cloudwatch", "dynamodb", "iam", "kms", "s3", "sts"] as const;

/** Connects a stack to AWS, or to an emulator, in one region. */
export function addAwsProvider(stack: TerraformStack, region: string, config: TablesConfig): void {
  const { tags, provider = {} } = config;
  new AwsProvider(stack, "aws", {
    region,
    defaultTags: tags && [{ tags }],
    ...(provider.endpoint === undefined ? {} : emulator(provider.endpoint)),
  });
  if (provider.version !== undefined) {
    stack.addOverride("terraform.required_providers.aws.version", provider.version);
  }
}

/** Emulators take any credentials, and know nothing of the machine's own. */
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

import { Attribute, type RuleId } from "../../../constructs";
import { workersViolations, type MigrationWorkersSettings } from "../../../constructs/internal";
import { digits, letters, type LimitCase, limitsOf, listOf } from "./limit-case";
import type { RuleCase } from "./rule-case";

const image = "ghcr.io/acme/forum-migration:1";
const posts = { props: { name: "Posts", partitionKey: Attribute.string("id") } };
const secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf";

const workers = (props: Partial<MigrationWorkersSettings>) =>
  workersViolations({
    ...{ name: "forum-workers", region: "us-east-1", image, tables: [posts] },
    ...{ subnetIds: ["subnet-0abc"], vpcId: "vpc-0abc" },
    ...props,
  });

interface Broken {
  readonly rule: RuleId;
  readonly when: string;
  readonly props: Partial<MigrationWorkersSettings>;
  readonly path: string;
  readonly message: string;
}

const variableName =
  "the name of a variable must have letters, digits and _, and must not start with a digit or AWS_BATCH, got";
const noPassword =
  "must not be a URL with a password, which the job definition and the Terraform state would show; store the URL in Secrets Manager and name its ARN in `secrets`";
const noArn =
  "must be the ARN of a secret in Secrets Manager or of a parameter in Systems Manager, got another text; store the value there and name its ARN";
const noImage = (found: string) =>
  `must be an image with a tag or digest, such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1, got "${found}"`;

const broken: readonly Broken[] = [
  {
    ...{ rule: "workers-name", when: "the name of workers starts with a hyphen", props: { name: "-forum" } },
    path: "name",
    message:
      'must be 1 to 50 characters of A-Z, a-z, 0-9, _ and -, of which the first is a letter or digit, got "-forum"',
  },
  {
    ...{
      rule: "region-known",
      when: "workers are in a region that does not exist",
      props: { region: "us-wset-2" },
    },
    ...{ path: "region", message: 'must be a region of AWS, such as us-east-1, got "us-wset-2"' },
  },
  {
    ...{ rule: "workers-image", when: "the image has no tag", props: { image: "ghcr.io/acme/forum" } },
    ...{ path: "image", message: noImage("ghcr.io/acme/forum") },
  },
  {
    ...{
      rule: "workers-image",
      when: "the image has a port and no tag",
      props: { image: "registry:5000/forum" },
    },
    ...{ path: "image", message: noImage("registry:5000/forum") },
  },
  {
    ...{ rule: "workers-image", when: "the image has a space", props: { image: "acme/forum migration:1" } },
    ...{ path: "image", message: noImage("acme/forum migration:1") },
  },
  {
    ...{ rule: "workers-tables", when: "workers have no table", props: { tables: [] } },
    ...{ path: "tables", message: "must name at least one table, got none" },
  },
  {
    ...{ rule: "fargate-vcpu", when: "a worker has 3 vCPUs", props: { vcpu: 3 } },
    ...{ path: "vcpu", message: "must be 0.25, 0.5, 1, 2, 4, 8 or 16, got 3" },
  },
  {
    ...{ rule: "fargate-memory", when: "a worker of 1 vCPU has 2.5 GiB", props: { memoryMib: 2560 } },
    ...{ path: "memoryMib", message: "must be 2048 to 8192 MiB in steps of 1024 with 1 vCPU, got 2560" },
  },
  {
    ...{
      rule: "fargate-memory",
      when: "a worker of 0.25 vCPU has 1.5 GiB",
      props: { vcpu: 0.25, memoryMib: 1536 },
    },
    ...{ path: "memoryMib", message: "must be 512, 1024 or 2048 MiB with 0.25 vCPU, got 1536" },
  },
  {
    ...{ rule: "workers-max", when: "there is one worker at most", props: { maxWorkers: 1 } },
    path: "maxWorkers",
    message: "must be a whole number from 2 to 10,000, which is the range of an array job, got 1",
  },
  {
    ...{ rule: "workers-disk", when: "a worker has 20 GiB of disk", props: { ephemeralStorageGib: 20 } },
    ...{
      path: "ephemeralStorageGib",
      message: "must be a whole number from 21 to 200, got 20; omit it for 20",
    },
  },
  {
    ...{ rule: "workers-timeout", when: "a worker may run for 59 seconds", props: { timeoutSeconds: 59 } },
    ...{ path: "timeoutSeconds", message: "must be a whole number of at least 60, got 59" },
  },
  {
    ...{
      rule: "workers-log",
      when: "the log of workers is kept for 10 days",
      props: { logRetentionDays: 10 },
    },
    path: "logRetentionDays",
    message:
      "must be a number of days that CloudWatch Logs offers (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653), got 10",
  },
  {
    ...{ rule: "workers-network", when: "workers have no subnet", props: { subnetIds: [] } },
    ...{ path: "subnetIds", message: "must be 1 to 16 ids, got 0" },
  },
  {
    rule: "workers-network",
    when: "workers have a subnet twice",
    props: { subnetIds: ["subnet-0abc", "subnet-0abc"] },
    ...{ path: "subnetIds.1", message: 'must be named once, got "subnet-0abc" again' },
  },
  {
    ...{ rule: "network-id", when: "a subnet of workers is named", props: { subnetIds: ["private-a"] } },
    ...{ path: "subnetIds.0", message: 'must be the id of a subnet, subnet-…, got "private-a"' },
  },
  {
    ...{
      rule: "workers-network",
      when: "workers have neither groups nor a VPC",
      props: { vpcId: undefined },
    },
    path: "vpcId",
    message:
      "must be the id of the subnets' VPC, vpc-…, in which a security group can be created; or name securityGroupIds and no endpoints",
  },
  {
    rule: "workers-network",
    when: "endpoints of workers have no VPC",
    props: { vpcId: undefined, securityGroupIds: ["sg-0abc"], endpoints: { routeTableIds: ["rtb-0abc"] } },
    path: "vpcId",
    message:
      "must be the id of the subnets' VPC, vpc-…, in which endpoints can be created; or name securityGroupIds and no endpoints",
  },
  {
    ...{ rule: "endpoint-route-tables", when: "endpoints of workers have no route table" },
    ...{ props: { endpoints: { routeTableIds: [] } }, path: "endpoints.routeTableIds" },
    message: "a gateway endpoint must have at least one route table, got none",
  },
  {
    ...{
      rule: "workers-bucket",
      when: "the bucket of workers has a capital",
      props: { bucket: { name: "Runs" } },
    },
    ...{
      path: "bucket.name",
      message: 'must be a bucket\'s name, 3 to 63 characters of a-z, 0-9, . and -, got "Runs"',
    },
  },
  {
    ...{ rule: "workers-bucket", when: "the prefix of runs ends in a slash", props: { prefix: "runs/" } },
    path: "prefix",
    message: 'must be 1 to 200 characters of A-Z, a-z, 0-9, !_.\'()- and single / between them, got "runs/"',
  },
  {
    ...{ rule: "workers-variable", when: "a variable of workers starts with AWS_BATCH" },
    ...{ props: { environment: { AWS_BATCH_ID: "1" } }, path: "environment.AWS_BATCH_ID" },
    message: `${variableName} "AWS_BATCH_ID"`,
  },
  {
    ...{
      rule: "workers-variable",
      when: "a variable of workers is empty",
      props: { environment: { STAGE: "" } },
    },
    ...{ path: "environment.STAGE", message: "must not be empty, since Batch drops it; remove it" },
  },
  {
    rule: "workers-variable",
    when: "a variable of workers is a URL with a password",
    props: { environment: { SHOP_URL: "mysql://shop:s3cret@db.example.com/shop" } },
    ...{ path: "environment.SHOP_URL", message: noPassword },
  },
  {
    rule: "workers-variable",
    when: "a variable of workers has a value and a secret",
    props: { environment: { SHOP_URL: "mysql://db.example.com/shop" }, secrets: { SHOP_URL: secret } },
    ...{ path: "secrets.SHOP_URL", message: "must be in `environment` or in `secrets`, not in both" },
  },
  {
    ...{
      rule: "workers-secret",
      when: "a secret of workers is the value",
      props: { secrets: { TOKEN: "s3cret" } },
    },
    ...{ path: "secrets.TOKEN", message: noArn },
  },
  {
    rule: "encryption-key",
    when: "the key of a secret of workers is an alias",
    props: { secretKeyArns: ["alias/shop"] },
    path: "secretKeyArns.0",
    message: 'must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/shop"',
  },
  {
    ...{
      rule: "workers-service-role",
      when: "the service role of Batch is a name",
      props: { serviceRoleArn: "batch" },
    },
    ...{ path: "serviceRoleArn", message: 'must be the ARN of a role, got "batch"' },
  },
];

export const workersCases: RuleCase[] = broken.map(({ props, ...rest }) => ({
  ...rest,
  violations: workers(props),
}));

/** The memory with each number of vCPUs: the least, the most, and what is one step past them. */
const sizes = [
  { vcpu: 0.25, least: 512, most: 2048, below: 511, above: 3072 },
  { vcpu: 0.5, least: 1024, most: 4096, below: 512, above: 5120 },
  { vcpu: 1, least: 2048, most: 8192, below: 1024, above: 9216 },
  { vcpu: 2, least: 4096, most: 16_384, below: 3072, above: 17_408 },
  { vcpu: 4, least: 8192, most: 30_720, below: 7168, above: 31_744 },
  { vcpu: 8, least: 16_384, most: 61_440, below: 12_288, above: 65_536 },
  { vcpu: 16, least: 32_768, most: 122_880, below: 24_576, above: 131_072 },
];
const subnets = (count: number) => Array.from({ length: count }, (_, index) => `subnet-${index}`);

export const workersLimitCases: LimitCase[] = [
  ...limitsOf("workers-name", (name: string) => workers({ name }), {
    "1 character": ["a", ""],
    "50 characters": [letters(50), letters(51)],
  }),
  ...limitsOf("workers-image", (tag: string) => workers({ image: `forum:${tag}` }), {
    "a tag of 128 characters": [letters(128), letters(129)],
    "a digest of 64 digits": [`1@sha256:${letters(64)}`, `1@sha256:${letters(63)}`],
  }),
  ...limitsOf("workers-image", (name: string) => workers({ image: `${name}:1` }), {
    "255 characters": [letters(253), letters(254)],
  }),
  ...limitsOf("workers-max", (maxWorkers: number) => workers({ maxWorkers }), {
    "2 workers": [2, 1],
    "10,000 workers": [10_000, 10_001],
  }),
  ...limitsOf("workers-disk", (ephemeralStorageGib: number) => workers({ ephemeralStorageGib }), {
    "21 GiB": [21, 20],
    "200 GiB": [200, 201],
  }),
  ...limitsOf("workers-timeout", (timeoutSeconds: number) => workers({ timeoutSeconds }), {
    "60 seconds": [60, 59],
  }),
  ...limitsOf(
    "workers-service-role",
    (account: string) => workers({ serviceRoleArn: `arn:aws:iam::${account}:role/batch` }),
    { "an account of 12 digits": [digits(12), digits(13)] },
  ),
  ...limitsOf("workers-log", (logRetentionDays: number) => workers({ logRetentionDays }), {
    "1 day": [1, 0],
    "3653 days": [3653, 3654],
  }),
  ...limitsOf("workers-bucket", (name: string) => workers({ bucket: { name } }), {
    "a bucket of 3 characters": ["abc", "ab"],
    "a bucket of 63 characters": [letters(63), letters(64)],
  }),
  ...limitsOf("workers-bucket", (prefix: string) => workers({ prefix }), {
    "a prefix of 1 character": ["a", ""],
    "a prefix of 200 characters": [letters(200), letters(201)],
  }),
  ...limitsOf("workers-network", (subnetIds: string[]) => workers({ subnetIds }), {
    "1 subnet": [subnets(1), []],
    "16 subnets": [subnets(16), subnets(17)],
  }),
  ...limitsOf(
    "workers-network",
    (count: number) => workers({ securityGroupIds: listOf(count, 0).map((_, index) => `sg-${index}`) }),
    { "5 security groups": [5, 6] },
  ),
  ...limitsOf("fargate-vcpu", (vcpu: number) => workers({ vcpu, memoryMib: 512 }), {
    "0.25 vCPUs": [0.25, 0.125],
  }),
  ...limitsOf("fargate-vcpu", (vcpu: number) => workers({ vcpu, memoryMib: 32_768 }), {
    "16 vCPUs": [16, 32],
  }),
  ...sizes.flatMap(({ vcpu, least, most, below, above }) =>
    limitsOf("fargate-memory", (memoryMib: number) => workers({ vcpu, memoryMib }), {
      [`${least} MiB with ${vcpu} vCPU`]: [least, below],
      [`${most} MiB with ${vcpu} vCPU`]: [most, above],
    }),
  ),
];

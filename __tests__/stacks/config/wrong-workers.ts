import type { WrongFile } from "./wrong-file";

/** Six lines that are right; what is added begins on line 7. */
const right = `service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts:
    partitionKey: postId
`;
const workers = (settings: string) =>
  `${right}migrationWorkers: { image: forum:1, subnetIds: [subnet-0abc], ${settings} }\n`;

/** Files whose migration workers are wrong. */
export const wrongWorkers: readonly WrongFile[] = [
  {
    when: "a setting of migration workers is misspelt",
    text: workers("vpcId: vpc-0abc, memoryMiB: 4096"),
    message: ['tables.yaml:7:80 migrationWorkers.memoryMiB: unknown key; did you mean "memoryMib"?'],
  },
  {
    when: "migration workers break rules",
    text: workers("vpcId: vpc-0abc, vcpu: 4"),
    message: [
      "tables.yaml:7:1 migrationWorkers.memoryMib: must be 8192 to 30720 MiB in steps of 1024 with 4 vCPU, got 2048",
    ],
  },
  {
    when: "migration workers have neither a VPC nor security groups",
    text: workers("maxWorkers: 4"),
    message: [
      "tables.yaml:7:1 migrationWorkers.vpcId: must be the id of the subnets' VPC, vpc-…, in which a security group can be created; or name securityGroupIds and no endpoints",
    ],
  },
  {
    when: "a variable of migration workers is a URL with a password",
    text: workers('vpcId: vpc-0abc, environment: { SHOP_URL: "mysql://shop:s3cret@db/shop" }'),
    message: [
      "tables.yaml:7:105 migrationWorkers.environment.SHOP_URL: must not be a URL with a password, which the job definition and the Terraform state would show; store the URL in Secrets Manager and name its ARN in `secrets`",
    ],
  },
  {
    when: "the name of the service is too long for migration workers",
    text: workers("vpcId: vpc-0abc").replace("service: forum", `service: ${"f".repeat(39)}`),
    message: [
      `tables.yaml:7:1 migrationWorkers: the workers' name must be 1 to 50 characters of A-Z, a-z, 0-9, _ and -, of which the first is a letter or digit, got "${"f".repeat(39)}-dev-workers"`,
    ],
  },
];

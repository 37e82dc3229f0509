import { policySizeViolations } from "../access/policy-limits";
import { policySize } from "../access/policy-size";
import { endpointViolations } from "../network/endpoint-rules";
import { idViolations } from "../network/resource-id-rules";
import { regionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { bucketNameViolations } from "../rules/name-rules";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf, within } from "../rules/violation";
import { keyArnViolations } from "../table/encryption-rules";
import { fargateSizeViolations } from "./fargate-size";
import { defaultMaxWorkers, defaultMemoryMib, defaultTimeoutSeconds, defaultVcpu } from "./worker-container";
import { defaultPrefix } from "./worker-names";
import { type MigrationWorkersSettings, workerGrants } from "./worker-settings";
import { variableViolations } from "./variable-rules";

/** Days that CloudWatch Logs offers. */
export const logRetentionDays: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827],
  ...[2192, 2557, 2922, 3288, 3653],
];

/** Every rule that the props of migration workers break. */
export function workersViolations(props: MigrationWorkersSettings): Violation[] {
  const { name, region, image, tables, serviceRoleArn, tags } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/.test(name),
      "workers-name",
      ["name"],
      `must be 1 to 50 characters of A-Z, a-z, 0-9, _ and -, of which the first is a letter or digit, got "${name}"`,
    ),
    ...regionViolations(["region"], region),
    ...imageViolations(image),
    ...violationIf(
      tables.length === 0,
      "workers-tables",
      ["tables"],
      "must name at least one table, got none",
    ),
    ...policySizeViolations("role", ["tables"], policySize(workerGrants(props))),
    ...sizeViolations(props),
    ...networkViolations(props),
    ...bucketViolations(props),
    ...variableViolations(props),
    ...violationIf(
      isKnown(serviceRoleArn) && !/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/.test(serviceRoleArn),
      "workers-service-role",
      ["serviceRoleArn"],
      `must be the ARN of a role, got "${serviceRoleArn}"`,
    ),
    ...tagViolations(tags),
  ];
}

/** Workers of different builds refuse to share a run, which an image without a tag would bring about. */
function imageViolations(image: string): Violation[] {
  const hasVersion = /^[^\s:@]+(:\d+\/[^\s:@]+)?(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/.test(image);
  const version = /(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/.test(image);
  return violationIf(
    isKnown(image) && !(hasVersion && version && image.length <= 255),
    "workers-image",
    ["image"],
    `must be an image with a tag or digest, such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1, got "${image}"`,
  );
}

function sizeViolations(props: MigrationWorkersSettings): Violation[] {
  const { vcpu = defaultVcpu, memoryMib = defaultMemoryMib, maxWorkers = defaultMaxWorkers } = props;
  const { ephemeralStorageGib, timeoutSeconds = defaultTimeoutSeconds, logRetentionDays: days = 30 } = props;
  return [
    ...fargateSizeViolations(vcpu, memoryMib),
    ...violationIf(
      isKnown(maxWorkers) && !isWhole(maxWorkers, 2, 10_000),
      "workers-max",
      ["maxWorkers"],
      `must be a whole number from 2 to 10,000, which is the range of an array job, got ${maxWorkers}`,
    ),
    ...violationIf(
      isKnown(ephemeralStorageGib) && !isWhole(ephemeralStorageGib, 21, 200),
      "workers-disk",
      ["ephemeralStorageGib"],
      `must be a whole number from 21 to 200, got ${ephemeralStorageGib}; omit it for 20`,
    ),
    ...violationIf(
      isKnown(timeoutSeconds) && !isWhole(timeoutSeconds, 60, Infinity),
      "workers-timeout",
      ["timeoutSeconds"],
      `must be a whole number of at least 60, got ${timeoutSeconds}`,
    ),
    ...violationIf(
      isKnown(days) && !logRetentionDays.includes(days),
      "workers-log",
      ["logRetentionDays"],
      `must be a number of days that CloudWatch Logs offers (${logRetentionDays.join(", ")}), got ${days}`,
    ),
  ];
}

function networkViolations(props: MigrationWorkersSettings): Violation[] {
  const { subnetIds, securityGroupIds, vpcId, endpoints, region } = props;
  const needsVpc = securityGroupIds === undefined ? "a security group" : endpoints && "endpoints";
  return [
    ...listViolations("subnetIds", "subnet", subnetIds, 1, 16),
    ...(securityGroupIds ? listViolations("securityGroupIds", "sg", securityGroupIds, 1, 5) : []),
    ...(vpcId === undefined ? [] : idViolations(["vpcId"], "vpc", vpcId)),
    ...violationIf(
      vpcId === undefined && needsVpc !== undefined,
      "workers-network",
      ["vpcId"],
      `must be the id of the subnets' VPC, vpc-…, in which ${needsVpc} can be created; or name securityGroupIds and no endpoints`,
    ),
    ...(endpoints
      ? within(
          ["endpoints"],
          endpointViolations({ region, vpcId: "vpc-0", routeTableIds: endpoints.routeTableIds }),
        ).filter(({ path }) => path[1] === "routeTableIds")
      : []),
  ];
}

function listViolations(
  prop: "subnetIds" | "securityGroupIds",
  kind: "subnet" | "sg",
  ids: readonly string[],
  min: number,
  max: number,
): Violation[] {
  if (!isKnown(ids)) return [];
  return [
    ...violationIf(
      ids.length < min || ids.length > max,
      "workers-network",
      [prop],
      `must be ${min} to ${max} ids, got ${ids.length}`,
    ),
    ...ids.flatMap((id, position) => [
      ...idViolations([prop, position], kind, id),
      ...violationIf(
        isKnown(id) && ids.indexOf(id) !== position,
        "workers-network",
        [prop, position],
        `must be named once, got "${id}" again`,
      ),
    ]),
  ];
}

function bucketViolations({
  bucket,
  prefix = defaultPrefix,
  region,
  secretKeyArns = [],
}: MigrationWorkersSettings): Violation[] {
  return [
    ...(isKnown(bucket) ? bucketNameViolations("workers-bucket", ["bucket", "name"], bucket.name) : []),
    ...keyArnViolations(["bucket", "keyArn"], bucket?.keyArn, region),
    ...violationIf(
      isKnown(prefix) &&
        !/^(?!.*\/\/)[A-Za-z0-9!_.'()-]([A-Za-z0-9!_.'()/-]{0,198}[A-Za-z0-9!_.'()-])?$/.test(prefix),
      "workers-bucket",
      ["prefix"],
      `must be 1 to 200 characters of A-Z, a-z, 0-9, !_.'()- and single / between them, got "${prefix}"`,
    ),
    ...secretKeyArns.flatMap((arn, position) => keyArnViolations(["secretKeyArns", String(position)], arn)),
  ];
}

function isWhole(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

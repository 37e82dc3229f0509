import {
  type FailoverRecordsProps,
  FailoverTarget,
  type GatewayEndpointProps,
  type TableTrailProps,
} from "../../../constructs";
import {
  type DaxSettings,
  daxViolations,
  endpointViolations,
  failoverViolations,
  trailViolations,
} from "../../../constructs/internal";
import type { RuleCase } from "./rule-case";

const inEndpoint = (props: Partial<GatewayEndpointProps>) =>
  endpointViolations({ region: "us-east-1", vpcId: "vpc-0abc", routeTableIds: ["rtb-0abc"], ...props });
const cluster = { name: "forum", nodeType: "dax.r5.large", subnetIds: ["subnet-0a"], grants: ["posts"] };
const inCluster = (props: Partial<DaxSettings>) => daxViolations({ ...cluster, ...props });
const east = { region: "us-east-1", target: FailoverTarget.host("east.example.com") };
const west = { region: "us-west-2", target: FailoverTarget.host("west.example.com") };
const inFailover = (props: Partial<FailoverRecordsProps>) =>
  failoverViolations({ zoneId: "Z1", name: "api.example.com", primary: east, secondary: west, ...props });
const inTrail = (props: Partial<TableTrailProps>) =>
  trailViolations({ name: "forum", bucketName: "logs", tables: [{ arn: "arn" }], ...props });

const endpointCases: RuleCase[] = [
  {
    rule: "network-id",
    when: "a VPC is given by its name",
    violations: inEndpoint({ vpcId: "main" }),
    path: "vpcId",
    message: 'must be the id of a VPC, vpc-…, got "main"',
  },
  {
    rule: "network-id",
    when: "an endpoint is given a subnet for a route table",
    violations: inEndpoint({ routeTableIds: ["subnet-0abc"] }),
    path: "routeTableIds.0",
    message: 'must be the id of a route table, rtb-…, got "subnet-0abc"',
  },
  {
    rule: "endpoint-route-tables",
    when: "there is no route table",
    violations: inEndpoint({ routeTableIds: [] }),
    path: "routeTableIds",
    message: "a gateway endpoint must have at least one route table, got none",
  },
  {
    rule: "endpoint-route-tables",
    when: "a route table is named twice",
    violations: inEndpoint({ routeTableIds: ["rtb-0abc", "rtb-0abc"] }),
    path: "routeTableIds.1",
    message: 'must be named once, got "rtb-0abc" again',
  },
  {
    rule: "endpoint-tables",
    when: "an endpoint leads to no table",
    violations: inEndpoint({ tables: [] }),
    path: "tables",
    message: "must be at least one table; omit it for all tables of the account",
  },
];

const clusterName =
  "a cluster's name must be 1 to 20 characters of a-z, 0-9 and single -, and start with a letter";

const daxCases: RuleCase[] = [
  {
    rule: "dax-name",
    when: "the name has 21 characters",
    violations: inCluster({ name: "c".repeat(21) }),
    path: "name",
    message: `${clusterName}, got "${"c".repeat(21)}"`,
  },
  {
    rule: "dax-name",
    when: "the name begins with a digit",
    violations: inCluster({ name: "1forum" }),
    path: "name",
    message: `${clusterName}, got "1forum"`,
  },
  {
    rule: "dax-node-type",
    when: "a node is one of EC2",
    violations: inCluster({ nodeType: "r5.large" }),
    path: "nodeType",
    message: 'must be a type of node such as dax.r5.large, got "r5.large"',
  },
  {
    rule: "dax-nodes",
    when: "there are 2 nodes",
    violations: inCluster({ nodes: 2 }),
    path: "nodes",
    message: "must be 1, or 3 to 10, got 2",
  },
  {
    rule: "dax-nodes",
    when: "there are 11 nodes",
    violations: inCluster({ nodes: 11 }),
    path: "nodes",
    message: "must be 1, or 3 to 10, got 11",
  },
  {
    rule: "dax-subnets",
    when: "there is no subnet",
    violations: inCluster({ subnetIds: [] }),
    path: "subnetIds",
    message: "must be at least one, got none",
  },
  {
    rule: "dax-grants",
    when: "no table is granted",
    violations: inCluster({ grants: [] }),
    path: "grants",
    message: "a cluster must have access to at least one table, got none",
  },
];

const failoverCases: RuleCase[] = [
  {
    rule: "failover-regions",
    when: "both records are of one region",
    violations: inFailover({ secondary: { ...west, region: "us-east-1" } }),
    path: "secondary.region",
    message: `must be another region than the primary's, got "us-east-1" for both`,
  },
  {
    rule: "failover-targets",
    when: "one record is a host and the other an alias",
    violations: inFailover({
      secondary: { region: "us-west-2", target: FailoverTarget.alias("lb.example.com", "Z2") },
    }),
    path: "secondary.target",
    message: "must be a target of the primary's kind, host: records of one name have one type, got alias",
  },
  {
    rule: "failover-health",
    when: "a path does not begin with a slash",
    violations: inFailover({ healthPath: "health" }),
    path: "healthPath",
    message: 'must be a path of at most 255 characters that starts with /, got "health"',
  },
  {
    rule: "failover-health",
    when: "health is asked every 20 seconds",
    violations: inFailover({ healthIntervalSeconds: 20 }),
    path: "healthIntervalSeconds",
    message: "must be 10 or 30 seconds, got 20",
  },
  {
    rule: "failover-health",
    when: "a check fails after 11 answers",
    violations: inFailover({ failureThreshold: 11 }),
    path: "failureThreshold",
    message: "must be a whole number from 1 to 10, got 11",
  },
];

const trailCases: RuleCase[] = [
  {
    rule: "trail-name",
    when: "the name has two characters",
    violations: inTrail({ name: "fo" }),
    path: "name",
    message: `a trail's name must be 3 to 128 characters of A-Z, a-z, 0-9 and single ., _ and - between them, got "fo"`,
  },
  {
    rule: "trail-bucket",
    when: "a bucket is given by its ARN",
    violations: inTrail({ bucketName: "arn:aws:s3:::logs" }),
    path: "bucketName",
    message: 'must be a bucket\'s name, 3 to 63 characters of a-z, 0-9, . and -, got "arn:aws:s3:::logs"',
  },
  {
    rule: "trail-tables",
    when: "there is no table",
    violations: inTrail({ tables: [] }),
    path: "tables",
    message: "must be 1 to 500 tables, got 0",
  },
];

export const networkCases: RuleCase[] = [...endpointCases, ...daxCases, ...failoverCases, ...trailCases];

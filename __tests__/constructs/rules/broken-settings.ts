import {
  Attribute,
  type Autoscaling,
  Billing,
  Capacity,
  type DynamoTableProps,
  type GlobalIndex,
  type TableReplicaProps,
} from "../../../constructs";
import {
  type GrantSettings,
  grantViolations,
  replicaViolations,
  tableViolations,
  type TaskRoleSettings,
  taskRoleViolations,
} from "../../../constructs/internal";

export const key = Attribute.string("id");
export const table: DynamoTableProps = { name: "Posts", partitionKey: key };
export const usEast = "arn:aws:kms:us-east-1:123456789012:key/1";
export const provisioned = Billing.provisioned({ read: Capacity.fixed(1), write: Capacity.fixed(1) });
export const autoscaled = Billing.provisioned({
  read: Capacity.fixed(1),
  write: Capacity.autoscaled({ min: 1, max: 10 }),
});
export const replicated: DynamoTableProps = { ...table, replicaRegions: ["us-west-2"] };

export const inTable = (props: Partial<DynamoTableProps>) => tableViolations({ ...table, ...props });
export const inIndex = (index: Partial<GlobalIndex>, props: Partial<DynamoTableProps> = {}) =>
  inTable({ ...props, indexes: { ByUser: { partitionKey: Attribute.string("userId"), ...index } } });
export const inStrong = (props: Partial<DynamoTableProps>) =>
  inTable({
    consistency: "strong",
    region: "us-east-1",
    replicaRegions: ["us-east-2", "us-west-2"],
    ...props,
  });
export const scaledReads = (reads: Autoscaling) =>
  inTable({ billing: Billing.provisioned({ read: Capacity.autoscaled(reads), write: Capacity.fixed(1) }) });
export const inReplica = (props: Partial<TableReplicaProps>) =>
  replicaViolations({ table: replicated, primaryRegion: "us-east-1", region: "us-west-2", ...props });
export const inGrant = (grant: Partial<GrantSettings>) =>
  grantViolations([], { table: { props: { ...replicated, region: "us-east-1" } }, access: "read", ...grant });
export const inRole = (props: Partial<TaskRoleSettings>) =>
  taskRoleViolations({ name: "web", grants: [], ...props });
export const numbered = <Value>(count: number, value: Value): Record<string, Value> =>
  Object.fromEntries(Array.from({ length: count }, (_, position) => [`Index${position}`, value]));

import { Construct } from "constructs";
import { forgetResources } from "../lifecycle/forget-resources";
import { refuse } from "../rules/refuse";
import { replicaViolations } from "./replica-rules";
import { TableReplica } from "./table-replica";
import type { TableReplicaProps } from "./table-replica-props";

/**
 * Removes a replica from Terraform's state and keeps it in AWS. It replaces a `TableReplica` with the same id and
 * props; see
 * `RetiredTable`. Replication continues.
 *
 * @example
 * new RetiredReplica(this, "carts", { table: carts, primaryRegion: "us-east-1", region: "us-west-2" });
 */
export class RetiredReplica extends Construct {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: TableReplicaProps) {
    refuse("RetiredReplica", scope, id, replicaViolations(props));
    super(scope, id);
    forgetResources(scope, (shadow) => new TableReplica(shadow, id, props));
  }
}

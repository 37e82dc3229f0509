/** A copy of a table in another region. */
export interface Replica {
  readonly RegionName: string;
  readonly ReplicaStatus: "ACTIVE";
  readonly KMSMasterKeyId?: string | undefined;
  readonly ReplicaTableClassSummary?: { readonly TableClass: string } | undefined;
}

/** Which regions hold copies of which table. Names are unique over the regions, as AWS demands. */
export class ReplicaGroups {
  private readonly groups = new Map<string, Map<string, Replica>>();

  /** The copies that `DescribeTable` in that region tells of: all but the one that is asked. */
  seenFrom(region: string, table: string): Replica[] {
    const group = this.groups.get(table) ?? new Map<string, Replica>();
    return [...group.values()].filter(({ RegionName }) => RegionName !== region);
  }

  /** The first copy makes the asking region's table a member of a group too. */
  join(region: string, table: string, replica: Replica): void {
    const home: Replica = { RegionName: region, ReplicaStatus: "ACTIVE" };
    const group = this.groups.get(table) ?? new Map([[region, home]]);
    group.set(replica.RegionName, replica);
    this.groups.set(table, group);
  }

  leave(region: string, table: string): void {
    this.groups.get(table)?.delete(region);
  }
}

/** A host by its name. */
export interface HostTarget {
  readonly kind: "host";
  readonly host: string;
}

/** Something of AWS's that has a zone of its own, such as a load balancer. */
export interface AliasTarget {
  readonly kind: "alias";
  readonly host: string;
  readonly zoneId: string;
}

/** The endpoint of a region's service. */
export type FailoverTarget = HostTarget | AliasTarget;

/** Ways to point at a region's service. */
export const FailoverTarget = {
  /** A CNAME record, which cannot stand at a zone's own name. */
  host: (host: string): HostTarget => Object.freeze({ kind: "host", host }),
  /** An alias record, which can stand anywhere and is free of charge. */
  alias: (host: string, zoneId: string): AliasTarget => Object.freeze({ kind: "alias", host, zoneId }),
};

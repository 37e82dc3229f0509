/**
 * The attributes that an index has besides keys: all, none, or the named ones.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Projection.html
 */
export type Projection = "all" | "keys-only" | readonly string[];

/** A projection in the API's own words. */
export interface ProjectionSetting {
  readonly projectionType: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly nonKeyAttributes?: string[];
}

export function projectionSetting(projection: Projection = "all"): ProjectionSetting {
  if (projection === "all") return { projectionType: "ALL" };
  if (projection === "keys-only") return { projectionType: "KEYS_ONLY" };
  return { projectionType: "INCLUDE", nonKeyAttributes: [...projection] };
}

/** The attributes that a projection names. */
export function namedAttributes(projection: Projection = "all"): readonly string[] {
  return typeof projection === "string" ? [] : projection;
}

/** Handling of items that are too large. */
export interface OversizeRules {
  /** Bytes from which on an item is too large, at most the service's limit. */
  readonly over: number;
  /** Attributes to be packed, in this order, until the item fits. */
  readonly compress: readonly string[];
  /** Then attributes to be put into S3, in this order, until the item fits. */
  readonly offload?: OffloadRules;
}

export interface OffloadRules {
  readonly bucket: string;
  readonly attributes: readonly string[];
  /** Prefix of the objects' keys. @default "" */
  readonly prefix: string;
  /** The bucket's region. @default the tables' */
  readonly region?: string;
}

/** The attribute that says how another is stored, such as `text+gzip+s3`; see docs/mapping.md. */
export function markerOf(attribute: string): string {
  return `${attribute}#encoding`;
}

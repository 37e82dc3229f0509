import type { DynamodbTableTtl } from "@cdktf/provider-aws/lib/dynamodb-table";

/**
 * The attribute that holds the epoch second after which an item may be deleted; or that attribute as the one
 * by which items no longer expire.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export type TimeToLive = string | { readonly disabled: string };

/** The attribute by which items expire, if any. */
export function expiryAttribute(ttl: TimeToLive | undefined): string | undefined {
  return typeof ttl === "string" ? ttl : undefined;
}

/**
 * Also written for a table without TTL. The provider ignores a removed block, and items would still be deleted. A
 * block with `enabled = false` is planned, and AWS requires the attribute's name in it.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44730
 */
export function ttlSetting(ttl: TimeToLive | undefined): DynamodbTableTtl {
  if (ttl === undefined) return { enabled: false };
  return typeof ttl === "string"
    ? { enabled: true, attributeName: ttl }
    : { enabled: false, attributeName: ttl.disabled };
}

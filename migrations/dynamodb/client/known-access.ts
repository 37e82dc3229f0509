import type { Access, Endpoint, Identity } from "./endpoint";

/** An access that another process of the same environment has found with the AWS SDK. */
export interface KnownAccess {
  readonly endpoint: Endpoint;
  /** That does not expire. */
  readonly identity: Identity;
}

/** What is known of an access; `undefined` if its credentials expire, since only the AWS SDK renews them. */
export async function knownAccess(access: Access): Promise<KnownAccess | undefined> {
  const [endpoint, identity] = await Promise.all([access.endpoint(), access.identity()]);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = identity;
  return expiration ? undefined : { endpoint, identity: { accessKeyId, secretAccessKey, sessionToken } };
}

/**
 * An access that loads the AWS SDK only if it is needed: if nothing is known, or if the credentials that are known were
 * refused.
 *
 * @param known what is known now
 * @param load the SDK's own access to the same endpoint
 */
export function lateAccess(known: () => KnownAccess | undefined, load: () => Promise<Access>): Access {
  let loaded: Promise<Access> | undefined;
  const found = (): KnownAccess | undefined => (loaded ? undefined : known());
  const own = (): Promise<Access> => (loaded ??= load());
  return {
    endpoint: async () => found()?.endpoint ?? (await own()).endpoint(),
    identity: async (refresh = false) =>
      (refresh ? undefined : found()?.identity) ?? (await own()).identity(refresh),
  };
}

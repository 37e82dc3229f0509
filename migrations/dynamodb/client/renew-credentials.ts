import type { Identity } from "./endpoint";

/** The services' names for credentials that have expired, or that were replaced and deactivated. */
const renewable = new Set([
  "ExpiredTokenException",
  "ExpiredToken",
  "InvalidToken",
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
]);

/** Whether other credentials may be accepted than those that a request was refused with. */
export function mayRenew(code: string): boolean {
  return renewable.has(code);
}

/**
 * Looks for other credentials than those that were refused: those that another request has renewed meanwhile, or new
 * ones from where they come from.
 *
 * @param identity finds credentials. @returns whether there are others now
 */
export async function renewCredentials(
  identity: (refresh: boolean) => Promise<Identity>,
  refused: Identity,
): Promise<boolean> {
  if (!isSame(await identity(false), refused)) return true;
  if (!isSame(await identity(true), refused)) return true;
  // That may have joined a renewal under way, which started before these credentials were replaced.
  return !isSame(await identity(true), refused);
}

function isSame(one: Identity, other: Identity): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

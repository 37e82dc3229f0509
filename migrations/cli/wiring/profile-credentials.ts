import type { fromIni } from "@aws-sdk/credential-provider-ini";
import { messageOf, UnreachableError } from "../../errors";
import type { throughProxies } from "../../dynamodb/client/proxied-handler";

/**
 * By this setting of a provider of credentials, renewing them reads the shared configuration files again, which are
 * otherwise read once a process.
 */
export const rereadFiles = { ignoreCache: true };

/**
 * The credentials of a profile of the shared configuration files: its keys, its role, its process or its session of
 * single sign-on. No others stand in for them, as those of a container or an instance do in the SDK's own chain.
 *
 * @param ways on which a role or a session is asked for
 * @throws UnreachableError, when they are requested, if the profile does not exist or has none
 */
export function profileCredentials(
  profile: string,
  ways: ReturnType<typeof throughProxies>,
): ReturnType<typeof fromIni> {
  let provide: ReturnType<typeof fromIni> | undefined;
  return async (properties) => {
    try {
      provide ??= (await import("@aws-sdk/credential-provider-ini")).fromIni({
        ...{ profile, clientConfig: ways, ...rereadFiles },
      });
      return await provide(properties);
    } catch (cause) {
      throw new UnreachableError(
        "source-refused",
        `the profile "${profile}" gives no credentials: ${messageOf(cause).replace(/\.$/, "")}; check it with: aws sts get-caller-identity --profile "${profile}"`,
        { cause },
      );
    }
  };
}

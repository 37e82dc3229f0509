import { nearMissOrList } from "../../../yaml-file";
import { messageOf, RunnerError, UnreachableError } from "../../errors";
import { profileNames, sharedFiles } from "./profile-names";
import type { ProcessContext } from "../process-context";

/** What finds the credentials of a client of the AWS SDK. */
type Provider<Properties, Credentials> = (properties?: Properties) => Promise<Credentials>;

/** Has a client say what to do if no credentials are found, where the AWS SDK says no more than that. */
export function explainCredentials<Properties, Credentials>(
  { config }: { readonly config: { credentials: Provider<Properties, Credentials> } },
  env: ProcessContext["env"],
): void {
  const provide = config.credentials;
  const explained: Provider<Properties, Credentials> = async (properties) => {
    try {
      return await provide(properties);
    } catch (cause) {
      throw cause instanceof RunnerError ? cause : credentialsProblem(cause, env);
    }
  };
  // It keeps what it found, as the SDK's own does.
  config.credentials = Object.assign(explained, { memoized: true, configBound: true, attributed: true });
}

/** Why no credentials were found, and how to provide them. */
function credentialsProblem(cause: unknown, env: ProcessContext["env"]): UnreachableError {
  const profile = env["AWS_PROFILE"];
  return new UnreachableError(
    "credentials-missing",
    profile === undefined || profile === "" ? withoutProfile(cause, env) : withProfile(profile, cause, env),
    { cause },
  );
}

const unhelpful = /^Could not (load|resolve) credentials/;

function withProfile(profile: string, cause: unknown, env: ProcessContext["env"]): string {
  const known = profileNames(env);
  const { config, credentials } = sharedFiles(env);
  if (!known.includes(profile)) {
    const others = known.length > 0 ? nearMissOrList(profile, known, `they have: ${known.join(", ")}`) : "";
    return `AWS_PROFILE is "${profile}", but neither ${config} nor ${credentials} has a profile of that name${others}`;
  }
  const why = unhelpful.test(messageOf(cause)) ? "" : `: ${messageOf(cause).replace(/\.$/, "")}`;
  return `the profile "${profile}" gives no credentials${why}; check it with: aws sts get-caller-identity --profile "${profile}", or sign in with: aws sso login --profile "${profile}"`;
}

function withoutProfile(cause: unknown, env: ProcessContext["env"]): string {
  if (env["AWS_ACCESS_KEY_ID"] && !env["AWS_SECRET_ACCESS_KEY"])
    return "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not; set both";
  const why = unhelpful.test(messageOf(cause)) ? "" : ` (${messageOf(cause).replace(/\.$/, "")})`;
  return `no AWS credentials found${why}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role`;
}

import type { ErrorEntries } from "./error-entry";

/** Errors before the first request: credentials, region, endpoint, proxy. */
export const accessErrors = {
  "credentials-missing": {
    kinds: ["unreachable"],
    meaning: "The AWS SDK found no credentials, or the profile gives none.",
    example:
      "no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role",
    fix: "Set the variables, choose a profile with `AWS_PROFILE`, or sign in with `aws sso login`.",
  },
  "role-refused": {
    kinds: ["unreachable"],
    meaning: "AWS STS gave no credentials of a role that `assumeRole` of the migration file names.",
    example:
      "the role arn:aws:iam::111122223333:role/migration cannot be assumed: AccessDenied; its trust policy must name the caller (aws sts get-caller-identity), and the caller needs sts:AssumeRole for it",
    fix: "Correct the trust policy of the role, or the permissions of the caller; with an external ID, set `externalId`.",
  },
  "endpoint-invalid": {
    kinds: ["usage"],
    meaning: "The endpoint of `--endpoint` or `AWS_ENDPOINT_URL…` is not a URL that can be used.",
    example:
      'the endpoint (--endpoint or AWS_ENDPOINT_URL…) must be a URL such as http://127.0.0.1:8000, got "localhost"',
    fix: "Give a URL with scheme, host and port, without user, password or query.",
  },
  "proxy-invalid": {
    kinds: ["usage"],
    meaning: "`HTTPS_PROXY` or `HTTP_PROXY` is not a URL.",
    example: "HTTPS_PROXY must be a URL such as http://proxy.example.com:3128",
    fix: "Correct the variable, or unset it.",
  },
  "region-invalid": {
    kinds: ["usage"],
    meaning:
      "A region from `--region`, the environment or the outputs has characters that no region name has.",
    example: 'the region (--region or AWS_REGION) must be a name such as us-east-1, got "us east"',
    fix: "Correct `--region`, `AWS_REGION`, or the outputs file.",
  },
  "region-unknown": {
    kinds: ["usage"],
    meaning: "Neither the options, the environment, the profile nor an outputs file names a region.",
    example:
      "no region is known; name it with --region or AWS_REGION, or name an outputs file with --outputs",
    fix: "Set `--region` or `AWS_REGION`.",
  },
} as const satisfies ErrorEntries;

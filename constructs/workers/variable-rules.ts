import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { MigrationWorkersProps } from "./migration-workers-props";

/** A URL with a password: `mysql://user:password@host/database`. */
const urlWithPassword = /[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*:[^/?#\s]+@/i;
const secretArn =
  /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[^:\s]+(:[^:\s]*){0,3}|ssm:[a-z0-9-]+:\d{12}:parameter\/\S+)$/;

/** The rules of the environment variables of workers, those with secret values included. */
export function variableViolations({
  environment = {},
  secrets = {},
}: Pick<MigrationWorkersProps, "environment" | "secrets">): Violation[] {
  return [
    ...Object.entries(environment).flatMap(([name, value]) => [
      ...nameViolations(["environment", name], name),
      ...valueViolations(["environment", name], value),
    ]),
    ...Object.entries(secrets).flatMap(([name, arn]) => [
      ...nameViolations(["secrets", name], name),
      ...violationIf(
        Object.hasOwn(environment, name),
        "workers-variable",
        ["secrets", name],
        "must be in `environment` or in `secrets`, not in both",
      ),
      ...violationIf(
        isKnown(arn) && !secretArn.test(arn),
        "workers-secret",
        ["secrets", name],
        // The value may be the secret itself.
        "must be the ARN of a secret in Secrets Manager or of a parameter in Systems Manager, got another text; store the value there and name its ARN",
      ),
    ]),
  ];
}

/** Batch sets variables that start with AWS_BATCH itself. */
function nameViolations(path: readonly string[], name: string): Violation[] {
  return violationIf(
    !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.startsWith("AWS_BATCH") || name === "__proto__",
    "workers-variable",
    path,
    `the name of a variable must have letters, digits and _, and must not start with a digit or AWS_BATCH, got "${name}"`,
  );
}

/** The value is not shown, for everybody who may describe the job definition could read it. */
function valueViolations(path: readonly string[], value: string): Violation[] {
  return [
    ...violationIf(
      value === "",
      "workers-variable",
      path,
      "must not be empty, since Batch drops it; remove it",
    ),
    ...violationIf(
      isKnown(value) && urlWithPassword.test(value),
      "workers-variable",
      path,
      "must not be a URL with a password, which the job definition and the Terraform state would show; store the URL in Secrets Manager and name its ARN in `secrets`",
    ),
  ];
}

/** A statement of an IAM policy that allows something. */
export interface PolicyStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Conditions;
}

/** Conditions of a statement: by operator, then by key, one value or any of several. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement in a list, or an empty list if it would allow nothing. */
export function allow(
  actions: readonly string[],
  resources: readonly string[],
  condition?: Conditions,
): PolicyStatement[] {
  if (actions.length === 0 || resources.length === 0) return [];
  return [
    { Effect: "Allow", Action: actions, Resource: resources, ...(condition ? { Condition: condition } : {}) },
  ];
}

/**
 * The same statements with those joined that allow the same under the same condition: the inline policies of
 * a role have 10,240 characters in all.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function merged(statements: readonly PolicyStatement[]): PolicyStatement[] {
  const alike = new Map<string, PolicyStatement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Action, statement.Condition]);
    const resources = new Set([...(alike.get(key)?.Resource ?? []), ...statement.Resource]);
    alike.set(key, { ...statement, Resource: [...resources] });
  }
  return [...alike.values()];
}

/** The text of a policy with these statements. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: merged(statements) });
}

import { type Violation, violationIf } from "../rules/violation";

/** An entry of `environment` in an ECS container definition. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
}

/**
 * Environment variables with which a container finds its tables: `AWS_REGION`, and a variable for each table named after its
 * construct id, `blogPosts` becoming `BLOG_POSTS_TABLE`.
 */
export function containerEnvironment(
  region: string,
  tableNames: Readonly<Record<string, string>>,
): EnvironmentEntry[] {
  return [{ name: "AWS_REGION", value: region }, ...tableVariables(tableNames)];
}

/** The variables of tables by their construct ids, without the region's. */
export function tableVariables(tableNames: Readonly<Record<string, string>>): EnvironmentEntry[] {
  return Object.entries(tableNames).map(([id, value]) => ({ name: environmentName(id), value }));
}

function environmentName(id: string): string {
  const words = id
    .replace(/^[.]/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_");
  return `${words.toUpperCase()}_TABLE`;
}

/** The tables, by their construct ids, whose variable another one has already. @param at where in the props each is */
export function environmentNameViolations(
  ids: readonly string[],
  at: (position: number) => readonly (string | number)[],
): Violation[] {
  const names = ids.map(environmentName);
  return ids.flatMap((id, position) => {
    const first = names.indexOf(names[position] ?? "");
    return violationIf(
      ids[first] !== id,
      "environment-unique",
      at(position),
      `must have another variable than the table "${ids[first]}", got ${names[position]} for both; grant them to different roles, or rename one`,
    );
  });
}

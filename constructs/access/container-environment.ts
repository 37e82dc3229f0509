/** An entry of `environment` in an ECS container definition. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
}

/**
 * What a container needs to find its tables: `AWS_REGION`, and a variable for each table named after its
 * construct id, `blogPosts` becoming `BLOG_POSTS_TABLE`.
 */
export function containerEnvironment(
  region: string,
  tableNames: Readonly<Record<string, string>>,
): EnvironmentEntry[] {
  return [
    { name: "AWS_REGION", value: region },
    ...Object.entries(tableNames).map(([id, value]) => ({ name: environmentName(id), value })),
  ];
}

function environmentName(id: string): string {
  const words = id
    .replace(/^[.]/, "")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_");
  return `${words.toUpperCase()}_TABLE`;
}

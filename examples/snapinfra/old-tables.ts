import type { Row } from "../../migrations/items/row";
import { Random } from "../forum/generator/random";
import { givenNames, things } from "../forum/generator/words";
import type { OldTable } from "../old-tables";

const opened = Date.UTC(2023, 3, 1);
const hourMs = 3_600_000;
/** Hours of the server's clock before UTC: it was moved from one place to another. */
const offsets = [-5, 0, 2];

/** The four tables that Snapinfra made for itself before Terraform, always with the same items. */
export function oldTables(): OldTable[] {
  const random = new Random(12);
  const users = random.times(60, (n) => userRow(random, n));
  const projects = random.times(140, () => projectRow(random, random.pick(users)));
  const schemas = projects.flatMap((project) =>
    random.times(random.integer(0, 12), (n) => schemaRow(random, project, n + 1)),
  );
  const deployments = random.times(400, () => deploymentRow(random, random.pick(projects)));
  const tables = { users, projects, schemas, deployments };
  return Object.entries(tables).map(([name, rows]) => ({
    name: `rhinoback-${name}`,
    partitionKey: "id",
    rows,
  }));
}

/** Local time with its distance from UTC, as the program wrote it: such texts do not sort by time. */
function time(random: Random): string {
  const offset = random.pick(offsets);
  const at = opened + random.integer(0, 15_000) * hourMs + random.integer(0, hourMs - 1);
  const sign = offset < 0 ? "-" : "+";
  const local = new Date(at + offset * hourMs).toISOString().slice(0, -1);
  return `${local}${sign}0${Math.abs(offset)}:00`;
}

function userRow(random: Random, n: number): Row {
  const name = `${random.pick(givenNames)}-${random.pick(things)}`;
  return {
    id: random.id("user"),
    // People typed their addresses as they liked.
    email: `${random.chance(0.2) ? name.toUpperCase() : name}.${n}@example.com`,
    name,
    roles: new Set(random.chance(0.1) ? ["admin", "member"] : ["member"]),
    createdAt: time(random),
    ...(random.chance(0.7) && {
      preferences: { theme: random.pick(["light", "dark"]), editor: { tabSize: random.pick([2, 4]) } },
    }),
  };
}

function projectRow(random: Random, user: Row): Row {
  return {
    id: random.id("proj"),
    userId: user["id"],
    name: `${random.pick(things)} ${random.pick(["api", "shop", "日本", "crm"])}`,
    description: random.pick([null, "", "Two services and a queue"]),
    status: random.pick(["DRAFT", "ACTIVE", "ARCHIVED"]),
    createdAt: time(random),
    // Only what was changed after it was made.
    ...(random.chance(0.6) && { updatedAt: time(random) }),
  };
}

function schemaRow(random: Random, project: Row, version: number): Row {
  return {
    id: random.id("schema"),
    projectId: project["id"],
    userId: project["userId"],
    name: random.pick(["core", "billing", "audit"]),
    // Text, so that "10" came before "9".
    version: String(version),
    tables: random.times(random.integer(1, 4), () => ({
      name: random.pick(things),
      columns: random.times(random.integer(1, 5), () => ({ name: random.pick(things), type: "text" })),
    })),
    createdAt: time(random),
  };
}

function deploymentRow(random: Random, project: Row): Row {
  return {
    id: random.id("deploy"),
    projectId: project["id"],
    userId: project["userId"],
    status: random.pick(["SUCCEEDED", "FAILED", "RUNNING"]),
    // The first deployments all went to one place.
    ...(random.chance(0.7) && { environment: random.pick(["staging", "production"]) }),
    digest: new Uint8Array(random.times(20, () => random.integer(0, 255))),
    durationMs: random.integer(900, 900_000),
    createdAt: time(random),
  };
}

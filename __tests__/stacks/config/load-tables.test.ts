import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";
import { wrongFiles } from "./wrong-files";
import { wrongIntegrations } from "./wrong-integrations";
import { wrongOperations } from "./wrong-operations";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts: { partitionKey: postId }
`;
const load = (more = "", environment?: string) =>
  loadTables("tables.yaml", `${minimal}${more}`, { environment });

describe("a tables.yaml that is wrong is refused", () => {
  it.each([...wrongFiles, ...wrongOperations, ...wrongIntegrations])(
    "$when",
    ({ text, environment, message }) => {
      expect(() => loadTables("tables.yaml", text, { environment })).toThrow(
        expect.objectContaining({ name: "FileError", message: message.join("\n") }),
      );
    },
  );
});

describe("a tables.yaml", () => {
  it("minimal", () => {
    expect(load()).toEqual({
      service: "forum",
      environment: "dev",
      regions: { primary: "us-east-1", replicas: [] },
      tables: { posts: { partitionKey: { name: "postId", type: "S" } } },
    });
  });

  it.each([
    { written: "createdAt:N", attribute: { name: "createdAt", type: "N" } },
    { written: "digest:B", attribute: { name: "digest", type: "B" } },
    { written: "{ name: 'a:b', type: S }", attribute: { name: "a:b", type: "S" } },
  ])("takes the attribute $written", ({ written, attribute }) => {
    expect(load(`  users: { partitionKey: ${written} }`).tables.users?.partitionKey).toEqual(attribute);
  });

  it("takes a part that is written once and used again", () => {
    const more = "  users: { partitionKey: id, indexes: { ByA: &i { partitionKey: a }, ByB: *i } }";
    expect(load(more).tables.users?.indexes?.ByB).toEqual({ partitionKey: { name: "a", type: "S" } });
  });

  it("says no to what is off without being asked for", () => {
    expect(load("dashboard: false\nreplication: { consistency: eventual }").dashboard).toBe(false);
  });
});

describe("what is laid over what", () => {
  const layered = `
defaults: { stream: new-image, pointInTimeRecovery: 7, tags: { Team: forum } }
environments:
  dev: { defaults: { pointInTimeRecovery: 1 } }
  prod:
    defaults: { deletionProtection: true }
    tables:
      posts: { stream: old-image, tags: { Data: personal } }
`;

  it("defaults under every table", () => {
    expect(load(layered).tables.posts).toMatchObject({ stream: "new-image", tags: { Team: "forum" } });
  });

  it("the environment that the file names over the file", () => {
    expect(load(layered).tables.posts?.pointInTimeRecovery).toBe(1);
  });

  it("the environment that is asked for in place of the file's", () => {
    expect(load(layered, "prod")).toMatchObject({
      environment: "prod",
      tables: { posts: { pointInTimeRecovery: 7, deletionProtection: true } },
    });
  });

  it("an environment's table over the defaults, mapping by mapping", () => {
    expect(load(layered, "prod").tables.posts).toMatchObject({
      stream: "old-image",
      tags: { Team: "forum", Data: "personal" },
    });
  });

  it("billing as a whole", () => {
    const billing =
      "defaults: { billing: { read: 5, write: 5 } }\nenvironments: { dev: { defaults: { billing: { maxRead: 9 } } } }";
    expect(load(billing).tables.posts?.billing).toEqual({ maxRead: 9 });
  });

  it("an environment that the file names and does not have changes nothing", () => {
    expect(load("environments: { prod: { tags: { Data: personal } } }").tags).toBeUndefined();
  });
});

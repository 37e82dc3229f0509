import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "pg";
import { choosePort } from "../../migrations/local/free-port";
import {
  certificateFiles,
  completed,
  dataFolder,
  DatabaseProcess,
  type FoundDatabase,
  type RunningDatabase,
  type ServerCertificate,
  type ServerUser,
} from "./database-server";
import { onPath } from "./on-path";

const password = "p@ss/word:#1";

/** PostgreSQL, where its server programs are on the `PATH`. */
export function findPostgres(): FoundDatabase {
  const server = onPath("postgres");
  const initdb = onPath("initdb");
  const user = unprivileged();
  if (server === null || initdb === null)
    return Promise.resolve({
      available: false,
      why: "initdb and postgres are not on the PATH (apt-get install postgresql, /usr/lib/postgresql/*/bin)",
    });
  if (user === "none")
    return Promise.resolve({
      available: false,
      why: "PostgreSQL does not run as root, and there is no user postgres or nobody",
    });
  return Promise.resolve({
    available: true,
    part: { start: (...how) => startPostgres(server, initdb, user, ...how) },
  });
}

async function startPostgres(
  server: string,
  initdb: string,
  user: ServerUser | undefined,
  certificate: ServerCertificate | undefined,
  hasLog = false,
  more: readonly string[] = [],
): Promise<RunningDatabase> {
  const folder = await dataFolder("postgres-", user);
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password);
  const init = ["-D", data, "-U", "tester", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  await completed(initdb, [...init, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], folder, user);
  const port = await choosePort(undefined);
  const thrifty = ["-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=20"];
  const log = hasLog
    ? ["-c", "wal_level=logical", "-c", "max_replication_slots=10", "-c", "max_prepared_transactions=5"]
    : [];
  const tls = certificate && (await certificateFiles(certificate, folder, user));
  const encrypting = tls
    ? ["-c", "ssl=on", "-c", `ssl_cert_file=${tls.certificate}`, "-c", `ssl_key_file=${tls.key}`]
    : [];
  const own = new DatabaseProcess(
    server,
    [
      ...["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", folder],
      ...[...thrifty, ...log, ...encrypting, ...more],
    ],
    folder,
    user,
  );
  const settings = { host: "127.0.0.1", port, user: "tester", password };
  const first = await own.ready(() => connected(settings, "postgres"));
  await first.query("CREATE DATABASE shop");
  await first.end();
  const client = await connected(settings, "shop");
  client.on("error", () => {});
  return {
    url: `postgres://tester:${encodeURIComponent(password)}@127.0.0.1:${port}/shop`,
    query: async (...statements) => {
      for (const statement of statements) await client.query(statement);
    },
    stop: async () => {
      await client.end();
      await own.stop("SIGINT");
    },
  };
}

async function connected(settings: object, database: string): Promise<Client> {
  const client = new Client({ ...settings, database });
  await client.connect();
  return client;
}

/** Somebody else where this is root, as whom PostgreSQL refuses to run. */
function unprivileged(): ServerUser | undefined | "none" {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = ["postgres", "nobody"]
    .map((name) => users.find((user) => user[0] === name))
    .find((user) => user !== undefined);
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : "none";
}

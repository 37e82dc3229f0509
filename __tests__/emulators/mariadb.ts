import { join } from "node:path";
import { userInfo } from "node:os";
import { createConnection } from "mysql2/promise";
import { choosePort } from "../../migrations/local/free-port";
import {
  certificateFiles,
  completed,
  dataFolder,
  DatabaseProcess,
  type FoundDatabase,
  type RunningDatabase,
  type ServerCertificate,
} from "./database-server";
import { onPath } from "./on-path";

const password = "p@ss/word:#1";

/** MariaDB, which speaks MySQL's protocol, where Debian's `mariadb-server` or the like is installed. */
export function findMariaDb(): FoundDatabase {
  const server = onPath("mariadbd") ?? onPath("mysqld");
  const install = onPath("mariadb-install-db");
  return Promise.resolve(
    server === null || install === null
      ? { available: false, why: "mariadbd is not on the PATH (apt-get install mariadb-server)" }
      : {
          available: true,
          part: { start: (...how) => startMariaDb(server, install, ...how) },
        },
  );
}

async function startMariaDb(
  server: string,
  install: string,
  certificate: ServerCertificate | undefined,
  hasLog = false,
  more: readonly string[] = [],
): Promise<RunningDatabase> {
  const folder = await dataFolder("mariadb-", undefined);
  const data = join(folder, "data");
  const user = `--user=${userInfo().username}`;
  // A server that starts deletes the temporary files of all others in the same folder.
  const temporary = `--tmpdir=${folder}`;
  await completed(
    install,
    [
      "--no-defaults",
      `--datadir=${data}`,
      user,
      temporary,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ],
    folder,
    undefined,
  );
  const port = await choosePort(undefined);
  const socket = join(folder, "socket");
  const settings = ["--bind-address=127.0.0.1", `--port=${port}`, `--socket=${socket}`, `--datadir=${data}`];
  const thrifty = ["--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0"];
  const log = hasLog
    ? ["--log-bin", "--binlog-format=ROW", "--binlog-row-image=FULL", "--server-id=1"]
    : ["--skip-log-bin"];
  const tls = certificate && (await certificateFiles(certificate, folder, undefined));
  const encrypting = tls ? [`--ssl-cert=${tls.certificate}`, `--ssl-key=${tls.key}`] : [];
  const own = new DatabaseProcess(
    server,
    ["--no-defaults", user, temporary, ...settings, ...thrifty, ...log, ...encrypting, ...more],
    folder,
    undefined,
  );
  const connection = await own.ready(() =>
    createConnection({ socketPath: socket, user: "root", charset: "utf8mb4" }),
  );
  const query = async (...statements: readonly string[]) => {
    for (const statement of statements) await connection.query(statement);
  };
  await query("CREATE DATABASE shop", "USE shop", "SET sql_mode = ''");
  await query(`CREATE USER tester@'%' IDENTIFIED BY '${password}'`, "GRANT ALL ON *.* TO tester@'%'");
  return {
    url: `mysql://tester:${encodeURIComponent(password)}@127.0.0.1:${port}/shop`,
    query,
    stop: async () => {
      connection.destroy();
      await own.stop("SIGTERM");
    },
  };
}

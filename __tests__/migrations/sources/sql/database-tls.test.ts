import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CertificateMaker, findOpenssl } from "../../../emulators/certificates";
import type { DatabaseServer, RunningDatabase } from "../../../emulators/database-server";
import { findMariaDb } from "../../../emulators/mariadb";
import { findPostgres } from "../../../emulators/postgres";
import { both, describeWith } from "../../../emulators/real-part";
import { DatabaseAtTest, type DatabaseKind, mysqlKind, postgresKind } from "./database";
import { readRows } from "../read-rows";

const byAddress = "127.0.0.1";
const byName = "localhost";

describeWith(
  "MySQL, encrypted",
  () => both(findMariaDb(), findOpenssl()),
  ({ first, second }) => encryptionFacts(mysqlKind, first, second),
);

describeWith(
  "PostgreSQL, encrypted",
  () => both(findPostgres(), findOpenssl()),
  ({ first, second }) => encryptionFacts(postgresKind, first, second),
);

/** Two servers: the certificate of one is for the address 127.0.0.1, that of the other for the name localhost. */
function encryptionFacts(kind: DatabaseKind, server: DatabaseServer, maker: CertificateMaker): void {
  const { mode, ca, modes } = kind.form.tls;
  const [, encrypted, trusted, identified] = modes;
  const running: Partial<Record<string, RunningDatabase>> = {};
  const certified = (holder: string) => new DatabaseAtTest(kind, () => running[holder] as RunningDatabase);
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "certificates-"));
    await maker.authority(folder, "other");
    const authority = await maker.authority(folder, "authority");
    for (const [holder, host] of [
      [byAddress, `IP:${byAddress}`],
      [byName, `DNS:${byName}`],
    ] as const) {
      running[holder] = await server.start(await maker.certificate(folder, authority, host));
      await certified(holder).holding("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
    }
  });
  afterAll(async () => {
    for (const database of Object.values(running)) await database?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Reads from the server with one certificate, at one host. */
  async function read(holder: string, host: string, strength: string, authority?: string) {
    const file = authority === undefined ? "" : `&${ca}=${join(folder, `${authority}.pem`)}`;
    const source = certified(holder).source(
      (url) => `${url.replace(`@${byAddress}:`, `@${host}:`)}?${mode}=${strength}${file}`,
    );
    const { rows, error } = await readRows(source, { table: "t" });
    return error === undefined ? rows.map(({ value }) => value) : (error as Error).message;
  }

  it.each([
    ["of its address, by its address", byAddress, byAddress, identified, "authority"],
    ["of its name, by its name", byName, byName, identified, "authority"],
    ["of its name, by its address, where only trust is wanted", byName, byAddress, trusted, "authority"],
    ["of whomever, where only encryption is wanted", byName, byAddress, encrypted, undefined],
  ])("takes a certificate %s", async (_which, holder, host, strength, authority) => {
    expect(await read(holder, host, strength, authority)).toEqual([{ id: 1 }]);
  });

  it.each([
    ["of its name, by its address", byName, byAddress],
    ["of its address, by its name", byAddress, byName],
  ])("refuses a certificate %s", async (_which, holder, host) => {
    expect(await read(holder, host, identified, "authority")).toMatch(
      new RegExp(
        `^${host}:\\d+/shop shows the certificate of another host: .*altnames.*; name the host in the address as its certificate does$`,
      ),
    );
  });

  it.each([
    ["of another authority", trusted, "other"],
    ["of another authority, though the host is right", identified, "other"],
    ["of an authority that nobody knows", identified, undefined],
  ])("refuses a certificate %s", async (_which, strength, authority) => {
    expect(await read(byAddress, byAddress, strength, authority)).toMatch(
      new RegExp(
        `^${byAddress}:\\d+/shop does not prove who it is: .*certificate.*; name its authority's certificate with ${ca}$`,
      ),
    );
  });
}

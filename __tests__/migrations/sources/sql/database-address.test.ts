import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AddressError, DatabaseAddress } from "../../../../migrations/sources/sql/database-address";
import { mysqlForm } from "../../../../migrations/sources/sql/mysql/mysql-connection";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const parse = (text: string) => DatabaseAddress.parse(text, mysqlForm, folder());

describe("DatabaseAddress", () => {
  it("has the parts of a URL, decoded", () => {
    expect(parse("mysql://anna%40x:p%40ss%2Fw%25@db.example.com:3307/my%20shop")).toMatchObject({
      ...{ host: "db.example.com", port: 3307, user: "anna@x", password: "p@ss/w%", database: "my shop" },
      ...{ tls: undefined, shown: "db.example.com:3307/my shop" },
    });
  });

  it("needs neither a password nor a port", () => {
    expect(parse("mysql://anna@localhost/shop")).toMatchObject({ password: "", port: 3306 });
  });

  it("takes an IPv6 address", () => {
    expect(parse("mysql://anna@[::1]/shop")).toMatchObject({ host: "::1", shown: "[::1]:3306/shop" });
  });

  it.each([
    ["required", { isTrusted: false, isIdentified: false }],
    ["verify-ca", { isTrusted: true, isIdentified: false }],
    ["VERIFY-IDENTITY", { isTrusted: true, isIdentified: true }],
  ])("with ssl-mode=%s encrypts", (mode, tls) => {
    expect(parse(`mysql://anna@localhost/shop?ssl-mode=${mode}`).tls).toEqual(tls);
  });

  it("reads the certificates that it names, beside the migration file, and then holds the server to them", async () => {
    await writeFile(join(folder(), "ca.pem"), "authority");
    expect(parse("mysql://anna@localhost/shop?ssl-ca=ca.pem").tls).toEqual({
      ...{ isTrusted: true, isIdentified: true, ca: "authority" },
    });
  });

  it("names a certificate that is not there", () => {
    expect(() => parse("mysql://anna@localhost/shop?ssl-ca=none.pem")).toThrow(
      `cannot read ${join(folder(), "none.pem")}: ENOENT`,
    );
  });

  it.each([
    [
      "secret",
      "must be mysql://user:password@host:3306/database; letters such as @, / and # in a password are written %40, %2F and %23",
    ],
    [
      "postgres://u:secret@localhost/shop",
      "must be mysql://user:password@host:3306/database; letters such as @, / and # in a password are written %40, %2F and %23",
    ],
    ["mysql://localhost/shop", "must be mysql://user:password@host:3306/database, but names no user"],
    ["mysql://u:secret@localhost", "must be mysql://user:password@host:3306/database, but names no database"],
    [
      "mysql://u:secret%@localhost/shop",
      "holds a % that is not followed by two hexadecimal digits; % itself is written %25",
    ],
    [
      "mysql://u:secret@localhost/shop?sslmode=require",
      'has the unknown parameter "sslmode"; did you mean "ssl-mode"? It may have ssl-mode, ssl-ca, ssl-cert, ssl-key',
    ],
    [
      "mysql://u:secret@localhost/shop?ssl-mode=on",
      'ssl-mode must be one of disabled, required, verify-ca, verify-identity, got "on"',
    ],
  ])("refuses %s, without showing it", (text, message) => {
    expect(() => parse(text)).toThrow(new AddressError(message));
  });
});

import { describe, expect, it } from "vitest";
import {
  parsePgoutput,
  unchanged,
} from "../../../../../../migrations/sources/sql/postgres/replication/pgoutput-message";

const uint8 = (value: number) => Buffer.from([value]);
const uint16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const uint32 = (value: number) => Buffer.concat([uint16(value >>> 16), uint16(value & 65535)]);
const uint64 = (value: bigint) =>
  Buffer.concat([uint32(Number(value >> 32n)), uint32(Number(value & 0xffffffffn))]);
const text = (value: string) => Buffer.from(`${value}\0`);
const cell = (value: string) =>
  Buffer.concat([Buffer.from("t"), uint32(Buffer.byteLength(value)), Buffer.from(value)]);
const letter = (value: string) => Buffer.from(value);
const message = (...parts: readonly Buffer[]) => Buffer.concat(parts);

const commit = message(
  letter("C"),
  uint8(0),
  uint64(0x1_0000_0001n),
  uint64(0x1_0000_0009n),
  uint64(1_000_000n),
);
const update = message(
  ...[letter("U"), uint32(16_385), letter("K"), uint16(2), cell("1"), letter("n")],
  ...[letter("N"), uint16(2), cell("ü"), letter("u")],
);

describe("parsePgoutput", () => {
  it("reads the beginning of a transaction", () => {
    const begin = message(letter("B"), uint64(0xf000_0000_0000_0001n), uint64(0n), uint32(4_294_967_295));
    expect(parsePgoutput(begin)).toEqual({
      type: "begin",
      commitLsn: 0xf000_0000_0000_0001n,
      committedAt: new Date("2000-01-01T00:00:00Z"),
      xid: 4_294_967_295,
    });
  });

  it("reads the end of a transaction", () => {
    expect(parsePgoutput(commit)).toEqual({
      type: "commit",
      commitLsn: 0x1_0000_0001n,
      endLsn: 0x1_0000_0009n,
      committedAt: new Date("2000-01-01T00:00:01Z"),
    });
  });

  it("reads a table with its columns", () => {
    const relation = message(
      ...[letter("R"), uint32(7), text("public"), text("t"), letter("f"), uint16(1)],
      ...[uint8(1), text("id"), uint32(23), uint32(0xffff_ffff)],
    );
    expect(parsePgoutput(relation)).toEqual({
      ...{ type: "relation", oid: 7, schema: "public", table: "t", replicaIdentity: "f" },
      columns: [{ isKey: true, name: "id", typeOid: 23, typeModifier: -1 }],
    });
  });

  it("names the schema of the server's own tables, which the protocol leaves empty", () => {
    const relation = message(letter("R"), uint32(7), text(""), text("pg_type"), letter("n"), uint16(0));
    expect(parsePgoutput(relation)).toMatchObject({ schema: "pg_catalog", columns: [] });
  });

  it("reads an insert", () => {
    const insert = message(letter("I"), uint32(7), letter("N"), uint16(1), cell(""));
    expect(parsePgoutput(insert)).toEqual({ type: "insert", oid: 7, after: [""] });
  });

  it("reads an update whose key changed, with a value that did not", () => {
    expect(parsePgoutput(update)).toEqual({
      ...{ type: "update", oid: 16_385, after: ["ü", unchanged] },
      before: { isWhole: false, cells: ["1", null] },
    });
  });

  it("reads an update without the row before", () => {
    const plain = message(letter("U"), uint32(7), letter("N"), uint16(1), cell("1"));
    expect(parsePgoutput(plain)).toEqual({ type: "update", oid: 7, before: undefined, after: ["1"] });
  });

  it("reads a delete with the whole row", () => {
    const whole = message(letter("D"), uint32(7), letter("O"), uint16(1), cell("1"));
    expect(parsePgoutput(whole)).toEqual({ type: "delete", oid: 7, before: { isWhole: true, cells: ["1"] } });
  });

  it("reads a TRUNCATE of several tables", () => {
    const truncate = message(letter("T"), uint32(2), uint8(1), uint32(7), uint32(8));
    expect(parsePgoutput(truncate)).toEqual({ type: "truncate", oids: [7, 8] });
  });

  it.each([
    ["type", message(letter("Y"), uint32(7), text("public"), text("color"))],
    ["origin", message(letter("O"), uint64(1n), text("node"))],
    ["message", message(letter("M"), uint8(1), uint64(1n), text("prefix"), uint32(2), letter("hi"))],
  ])("reads a message of the kind %s", (type, bytes) => {
    expect(parsePgoutput(bytes)).toEqual({ type });
  });

  it.each([
    ["an empty message", Buffer.alloc(0), "ends after 0 bytes, expected at least 1"],
    ["an unknown message", letter("S"), 'unknown message "S"'],
    [
      "a message that lacks its last byte",
      commit.subarray(0, -1),
      "ends after 25 bytes, expected at least 26",
    ],
    ["a message with one byte more", message(commit, uint8(0)), "has 1 bytes after its end"],
    ["a commit with a flag", message(letter("C"), uint8(1)), "expected the byte 0"],
    ["a text without its end", message(letter("Y"), uint32(7), letter("public")), "a text without an end"],
    ["a binary cell", message(letter("I"), uint32(7), letter("N"), uint16(1), letter("b")), "a cell as text"],
    ["an insert with an old row", message(letter("I"), uint32(7), letter("K"), uint16(0)), "a new row"],
    ["a delete with a new row", message(letter("D"), uint32(7), letter("N"), uint16(0)), "an old row"],
  ])("refuses %s", (_what, bytes, said) => {
    expect(() => parsePgoutput(bytes)).toThrow(said);
  });
});

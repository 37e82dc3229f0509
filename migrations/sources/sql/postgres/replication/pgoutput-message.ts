import type { Lsn } from "./lsn";
import { PgoutputBytes } from "./pgoutput-bytes";

/** A cell of a row in the log. `unchanged`: a value stored outside of the row, which the update did not change. */
export type LogCell = string | null | typeof unchanged;

export const unchanged = Symbol("unchanged");

/** The columns of a table as they were when its rows were written. */
export interface RelationMessage {
  readonly type: "relation";
  readonly oid: number;
  readonly schema: string;
  readonly table: string;
  /** `d` default, `n` nothing, `f` full, `i` index. */
  readonly replicaIdentity: string;
  readonly columns: readonly RelationColumn[];
}

export interface RelationColumn {
  readonly name: string;
  /** Whether it belongs to the replica identity. */
  readonly isKey: boolean;
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** The row before an update or a delete. */
export interface OldTuple {
  /** Whether it has all columns, rather than only those of the replica identity. */
  readonly isWhole: boolean;
  readonly cells: readonly LogCell[];
}

/** A message of the plugin pgoutput, protocol version 1. */
export type PgoutputMessage =
  | { readonly type: "begin"; readonly commitLsn: Lsn; readonly committedAt: Date; readonly xid: number }
  | { readonly type: "commit"; readonly commitLsn: Lsn; readonly endLsn: Lsn; readonly committedAt: Date }
  | RelationMessage
  | { readonly type: "insert"; readonly oid: number; readonly after: readonly LogCell[] }
  | {
      readonly type: "update";
      readonly oid: number;
      readonly before: OldTuple | undefined;
      readonly after: readonly LogCell[];
    }
  | { readonly type: "delete"; readonly oid: number; readonly before: OldTuple }
  | { readonly type: "truncate"; readonly oids: readonly number[] }
  | { readonly type: "type" | "origin" | "message" };

/**
 * Parses one message: https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
 * @throws Error for anything that the protocol does not allow
 */
export function parsePgoutput(bytes: Buffer): PgoutputMessage {
  const reader = new PgoutputBytes(bytes);
  const message = parseBody(reader.letter(), reader);
  reader.expectEnd();
  return message;
}

function parseBody(letter: string, reader: PgoutputBytes): PgoutputMessage {
  switch (letter) {
    case "B":
      return { type: "begin", commitLsn: reader.lsn(), committedAt: reader.moment(), xid: reader.uint32() };
    case "C":
      reader.expectByte(0);
      return { type: "commit", commitLsn: reader.lsn(), endLsn: reader.lsn(), committedAt: reader.moment() };
    case "R":
      return parseRelation(reader);
    case "I":
      return { type: "insert", oid: reader.uint32(), after: newTuple(reader, reader.letter()) };
    case "U":
      return parseUpdate(reader);
    case "D":
      return { type: "delete", oid: reader.uint32(), before: oldTuple(reader, reader.letter()) };
    case "T":
      return parseTruncate(reader);
    default:
      return parseOther(letter, reader);
  }
}

function parseRelation(reader: PgoutputBytes): RelationMessage {
  const [oid, schema, table] = [reader.uint32(), reader.text(), reader.text()];
  const replicaIdentity = reader.letter();
  const columns = reader.list(reader.uint16(), () => {
    const isKey = (reader.byte() & 1) === 1;
    return { isKey, name: reader.text(), typeOid: reader.uint32(), typeModifier: reader.int32() };
  });
  return { type: "relation", oid, schema: schema || "pg_catalog", table, replicaIdentity, columns };
}

function parseUpdate(reader: PgoutputBytes): PgoutputMessage {
  const oid = reader.uint32();
  const letter = reader.letter();
  const before = letter === "N" ? undefined : oldTuple(reader, letter);
  const after = newTuple(reader, before ? reader.letter() : letter);
  return { type: "update", oid, before, after };
}

function parseTruncate(reader: PgoutputBytes): PgoutputMessage {
  const count = reader.uint32();
  reader.byte();
  return { type: "truncate", oids: reader.list(count, () => reader.uint32()) };
}

function parseOther(letter: string, reader: PgoutputBytes): PgoutputMessage {
  switch (letter) {
    case "Y":
      reader.uint32();
      reader.text();
      reader.text();
      return { type: "type" };
    case "O":
      reader.lsn();
      reader.text();
      return { type: "origin" };
    case "M":
      reader.byte();
      reader.lsn();
      reader.text();
      reader.bytes(reader.uint32());
      return { type: "message" };
    default:
      throw new Error(`unknown message ${JSON.stringify(letter)} of pgoutput`);
  }
}

function newTuple(reader: PgoutputBytes, letter: string): readonly LogCell[] {
  if (letter !== "N") throw new Error(`expected a new row in a message of pgoutput, got ${letter}`);
  return cells(reader);
}

function oldTuple(reader: PgoutputBytes, letter: string): OldTuple {
  if (letter !== "K" && letter !== "O")
    throw new Error(`expected an old row in a message of pgoutput, got ${letter}`);
  return { isWhole: letter === "O", cells: cells(reader) };
}

function cells(reader: PgoutputBytes): readonly LogCell[] {
  return reader.list(reader.uint16(), () => {
    const kind = reader.letter();
    if (kind === "n") return null;
    if (kind === "u") return unchanged;
    if (kind === "t") return reader.bytes(reader.uint32()).toString("utf8");
    throw new Error(`expected a cell as text in a message of pgoutput, got ${kind}`);
  });
}

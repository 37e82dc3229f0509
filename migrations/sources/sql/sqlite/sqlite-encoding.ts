import { closeSync, openSync, readSync } from "node:fs";

/** Text encodings of a database. */
export type SqliteEncoding = "UTF-8" | "UTF-16le" | "UTF-16be";

const encodings: readonly SqliteEncoding[] = ["UTF-8", "UTF-16le", "UTF-16be"];

/** As the file's header has it, at byte 56: https://www.sqlite.org/fileformat.html#text_encoding. UTF-8 if it says nothing. */
export function sqliteEncoding(path: string): SqliteEncoding {
  const header = Buffer.alloc(60);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, 60, 0);
  } finally {
    closeSync(file);
  }
  const isDatabase = header.toString("latin1", 0, 15) === "SQLite format 3";
  return (isDatabase && encodings[header.readUInt32BE(56) - 1]) || "UTF-8";
}

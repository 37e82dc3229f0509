import { gunzipSync } from "node:zlib";

/**
 * Databases in UTF-16, which node-sqlite3-wasm cannot make: `CREATE TABLE t (id INTEGER PRIMARY KEY, a)` with the rows
 * `(1, 'ä😀')` and `(2, ?)`, where `?` is one half of a surrogate pair. Made by SQLite 3.40 after `PRAGMA encoding`.
 */
export const utf16Databases: readonly (readonly [encoding: string, content: Uint8Array])[] = [
  [
    "UTF-16le",
    unzipped(
      "H4sIAAAAAAACA+2RvQ4BQRSFvztWRKHYUjc6EtGIUmKJiPgJS6NcfwkhEpkX8A4eTqVS6/QukdBRy34z58w5N7eb0bC7cgu73O23kbNlDCLUrAU8leGNec0++zc8SjPJaBA5ojfmB9aSyvm+HCqOiCkbFjg9pkFIk4CxulUPqNN9ZqfKs2Kub5v+c6OlCrUP1Nv0dDtkor2j8wlFTREFHn9j5Irc1GL+nKRJ4HNKS4LsheqJ8x3SN4FUAAQAAA==",
    ),
  ],
  [
    "UTF-16be",
    unzipped(
      "H4sIAAAAAAACA+2RvQ4BURCFv7lLRKHYUnd1JKIRpcRPRMRPWBrlYiUrRCL3BbyDh1Op1Dq9IURJLb7MOXNmMt2MR73YRXa53W1CZ8sYRKhZCyRUhjfmuXvh8ZkEpblkNIgc0PrzBStJ5Xxf9hUcITPWRJqcoUlAizoTdatep0HvkZ0qT8xCe4fB46KtCnQeqnfo63XAVOeu7qcUNYUU7r8xckGuan9+nKTx8I+kxSPL+Vg9cQNkkGy5AAQAAA==",
    ),
  ],
];

function unzipped(base64: string): Uint8Array {
  return gunzipSync(Buffer.from(base64, "base64"));
}

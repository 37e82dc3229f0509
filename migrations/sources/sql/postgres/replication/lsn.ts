/** A position in PostgreSQL's log, in bytes: https://www.postgresql.org/docs/current/datatype-pg-lsn.html */
export type Lsn = bigint;

/** `0/16B3748`. @returns `undefined` if the text is not one */
export function parseLsn(text: string): Lsn | undefined {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** For a text that the server returned. @throws Error if it is not one */
export function lsnFrom(text: string | null | undefined): Lsn {
  const lsn = parseLsn(text ?? "");
  if (lsn === undefined) throw new Error(`expected a log sequence number, got ${text ?? "null"}`);
  return lsn;
}

/** In the form of the server. */
export function lsnText(lsn: Lsn): string {
  return `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffff_ffffn).toString(16).toUpperCase()}`;
}

import { UnreachableError } from "../../../../errors";
import type { LogPosition } from "../../../change-log";

/** A position in the binlog of one server. */
export interface BinlogPosition {
  readonly file: string;
  /** Bytes. */
  readonly offset: number;
  /** The server's `server_id`. */
  readonly server: string;
}

export function positionText({ file, offset, server }: BinlogPosition): LogPosition {
  return `${file}:${offset}@${server}`;
}

/** @throws UnreachableError for a text that is not such a position */
export function parsePosition(text: LogPosition): BinlogPosition {
  const [, file = "", offset = "", server = ""] = /^(.+):(\d+)@(\d+)$/.exec(text) ?? [];
  if (file === "")
    throw new UnreachableError(
      "log-lost",
      `${text} is not a position in the log of a MySQL or MariaDB server`,
    );
  return { file, offset: Number(offset), server };
}

/** Negative if `one` is before `other`. The files of a server are numbered. */
export function comparePositions(one: BinlogPosition, other: BinlogPosition): number {
  return fileNumber(one.file) - fileNumber(other.file) || one.offset - other.offset;
}

/** The number of a file such as `binlog.000007`. */
export function fileNumber(file: string): number {
  return Number(/\.(\d+)$/.exec(file)?.[1] ?? 0);
}

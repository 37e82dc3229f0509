import { messageOf, UnreachableError } from "../errors";
import { redactAddresses } from "../redact-addresses";
import { nearFile } from "./near-file";

/** The path of a file that rows are read from, and its name in messages. */
export class FileLocation {
  /** The file as a person knows it, for messages, without secrets of an address. */
  readonly shown: string;

  /** @param shown the file as a person knows it. @default path */
  constructor(
    readonly path: string,
    shown = path,
  ) {
    this.shown = redactAddresses(shown);
  }

  /** The error for a file that cannot be read. @param cause of the file system */
  unreadable(cause: unknown): UnreachableError {
    const code = (cause as NodeJS.ErrnoException | null)?.code;
    const known = (code !== undefined && reasons.get(code)) || messageOf(cause);
    const reason = code === "ENOENT" ? `${known}${nearFile(this.path)}` : known;
    return new UnreachableError("source-unreadable", `cannot read ${this.shown}: ${reason}`, { cause });
  }
}

const reasons = new Map([
  ["ENOENT", "file not found"],
  ["EISDIR", "it is a folder; name a file in it"],
  ["EACCES", "permission denied; give this user permission to read it"],
]);

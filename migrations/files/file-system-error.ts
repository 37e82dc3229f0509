import type { UnreachableErrorCode } from "../error-codes";
import { messageOf, UnreachableError } from "../errors";

/** What the operating system refused, and what to do about it, by its error code. */
const reasons: ReadonlyMap<string, readonly [reason: string, fix: string]> = new Map([
  ["ENOSPC", ["no space left on the disk", "Free disk space, then retry."]],
  ["EDQUOT", ["disk quota exceeded", "Free disk space or raise the quota, then retry."]],
  ["EFBIG", ["the file would be too large", "Raise the file size limit (ulimit -f), then retry."]],
  ["EROFS", ["the file system is read-only", "Make it writable or use another location, then retry."]],
  ["EACCES", ["permission denied", "Change the permissions or use another location, then retry."]],
  ["EPERM", ["operation not permitted", "Change the permissions or use another location, then retry."]],
  ["ENOTDIR", ["a part of the path is a file, not a folder", "Move that file or use another location."]],
  ["EISDIR", ["it is a folder, not a file", "Name a file."]],
  ["EEXIST", ["a file of that name already exists", "Move it or use another location."]],
  ["ENOENT", ["no such file or folder", "Check the path."]],
  ["ENAMETOOLONG", ["the path is too long", "Use a shorter path."]],
  ["ELOOP", ["too many symbolic links", "Check the links in the path."]],
  ["EMFILE", ["too many open files", "Raise the limit of open files (ulimit -n), then retry."]],
  ["ENFILE", ["too many open files on this machine", "Close other programs, then retry."]],
  ["EIO", ["input/output error", "Check the disk, then retry."]],
  ["EBUSY", ["it is in use", "Close the program that uses it, then retry."]],
]);

/** Calls that do not concern a file, and are explained where they are made. */
const otherCalls = /^(connect|bind|listen|accept|getaddrinfo|spawn)/;

/**
 * A refusal of the file system as an error for people, with the path and what to do; `undefined` for any other error.
 * The causes of an error are looked at too.
 */
export function fileSystemError(error: unknown): UnreachableError | undefined {
  const refusal = refusalIn(error);
  if (!refusal) return undefined;
  const { path, syscall } = refusal;
  const what = path === undefined ? `file access (${syscall}) failed` : `cannot access ${path}`;
  return new UnreachableError("file-system", `${what}: ${explained(refusal)}`, { cause: error });
}

/**
 * A file that cannot be written.
 *
 * @param code of the error
 * @param what the start of the message: `cannot write to <path>`
 */
export function unwritable(code: UnreachableErrorCode, what: string, cause: unknown): UnreachableError {
  return new UnreachableError(code, `${what}: ${explained(cause)}`, { cause });
}

/** Adds the path to an error of an open file, which has none, so that the message can name the file. */
export function withPath(error: unknown, path: string): unknown {
  if (error instanceof Error) (error as NodeJS.ErrnoException).path ??= path;
  return error;
}

/** Why the operating system refused access to a file, and what to do; the error's own message if that is not known. */
export function explained(cause: unknown): string {
  const { code } = (cause ?? {}) as { readonly code?: unknown };
  const known = reasons.get(String(code));
  return known ? `${known[0]} (${String(code)}). ${known[1]}` : messageOf(cause);
}

function refusalIn(error: unknown): NodeJS.ErrnoException | undefined {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code = "", syscall } = one as NodeJS.ErrnoException;
    if (syscall !== undefined && !otherCalls.test(syscall) && reasons.has(code)) return one;
  }
  return undefined;
}

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { nearMissOrList } from "../../../yaml-file";
import { messageOf, UnreachableError } from "../../errors";
import { redactAddresses } from "../../redact-addresses";

/** How the connection to a database is encrypted: by the names that its own programs have for it. */
export interface TlsParameters {
  /** The parameter whose value is one of {@link modes}. */
  readonly mode: string;
  /** From none, over encrypted, and by a trusted authority, to one that names the host. */
  readonly modes: readonly [none: string, encrypted: string, trusted: string, identified: string];
  /** Parameters that name files in PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The differences between kinds of databases in a URL. */
export interface AddressForm {
  readonly protocols: readonly string[];
  readonly port: number;
  readonly tls: TlsParameters;
  /** Other parameters, and the values that each can have. @default none */
  readonly options?: Readonly<Record<string, readonly string[]>>;
}

/** How a server proves who it is, and what the client shows in return. */
export interface TlsSettings {
  readonly isTrusted: boolean;
  readonly isIdentified: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Thrown for an invalid address. Secrets of the address in the message are hidden. */
export class AddressError extends Error {
  constructor(message: string) {
    super(redactAddresses(message));
  }
}

/**
 * Host and credentials of a database: `mysql://user:password@host:3306/database?ssl-mode=…`. Letters
 * that have a meaning in a URL are written as in one: `p%40ss` is the password `p@ss`.
 */
export class DatabaseAddress {
  private constructor(
    readonly host: string,
    readonly port: number,
    readonly user: string,
    readonly password: string,
    readonly database: string,
    /** `undefined` if the connection is not encrypted. */
    readonly tls: TlsSettings | undefined,
    /** Those of {@link AddressForm.options} that the address has. */
    readonly options: ReadonlyMap<string, string>,
  ) {}

  /**
   * @param folder that the files named in the address are relative to
   * @throws AddressError if the URL is not valid, UnreachableError if a file that it names cannot be read
   */
  static parse(text: string, form: AddressForm, folder: string): DatabaseAddress {
    const url = parseUrl(text, form);
    const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map((part) =>
      decoded(part),
    ) as [string, string, string];
    const missing = user === "" ? "user" : url.hostname === "" ? "host" : database === "" ? "database" : "";
    if (missing !== "") throw new AddressError(`must be ${example(form)}, but names no ${missing}`);
    const host = url.hostname.replace(/^\[|\]$/g, "");
    refuseUnknown(url.searchParams, form);
    const options = optionsIn(url.searchParams, form);
    const tls = tlsSettings(url.searchParams, form.tls, folder);
    return new DatabaseAddress(host, Number(url.port || form.port), user, password, database, tls, options);
  }

  /** For messages: `127.0.0.1:3306/shop`. */
  get shown(): string {
    const host = this.host.includes(":") ? `[${this.host}]` : this.host;
    return redactAddresses(`${host}:${this.port}/${this.database}`);
  }
}

function example({ protocols, port }: AddressForm): string {
  return `${protocols[0]}://user:password@host:${port}/database`;
}

function parseUrl(text: string, form: AddressForm): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && form.protocols.includes(url.protocol.slice(0, -1))) return url;
  throw new AddressError(
    `must be ${example(form)}; letters such as @, / and # in a password are written %40, %2F and %23`,
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AddressError(
      "holds a % that is not followed by two hexadecimal digits; % itself is written %25",
    );
  }
}

function refuseUnknown(given: URLSearchParams, { tls, options = {} }: AddressForm): void {
  const known = [tls.mode, tls.ca, tls.cert, tls.key, ...Object.keys(options)];
  const unknown = [...given.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new AddressError(
      `has the unknown parameter "${unknown}"${nearMissOrList(unknown, known, `it may have ${known.join(", ")}`)}`,
    );
}

function optionsIn(given: URLSearchParams, { options = {} }: AddressForm): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name, values] of Object.entries(options)) {
    const value = given.get(name);
    if (value === null) continue;
    if (!values.includes(value))
      throw new AddressError(`${name} must be one of ${values.join(", ")}, got "${value}"`);
    found.set(name, value);
  }
  return found;
}

function tlsSettings(given: URLSearchParams, names: TlsParameters, folder: string): TlsSettings | undefined {
  const files = [names.ca, names.cert, names.key].map((name) => given.get(name) ?? undefined);
  const modeGiven = given.get(names.mode)?.toLowerCase();
  const mode = modeGiven ?? (files.some((file) => file !== undefined) ? names.modes[3] : names.modes[0]);
  const strength = names.modes.indexOf(mode);
  if (strength === -1)
    throw new AddressError(`${names.mode} must be one of ${names.modes.join(", ")}, got "${mode}"`);
  if (strength === 0) return undefined;
  const [ca, cert, key] = files.map((file) => file && readPem(resolve(folder, file)));
  return {
    ...{ isTrusted: strength >= 2, isIdentified: strength >= 3 },
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
  };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UnreachableError("source-unreadable", `cannot read ${path}: ${messageOf(cause)}`, { cause });
  }
}

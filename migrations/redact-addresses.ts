const hidden = "***";

/** Parameters of addresses whose values are no secrets; every other value is hidden. */
const openParameters = new Set([
  ...["region", "endpoint", "profile", "segments", "read", "rate"],
  ...["sslmode", "sslrootcert", "sslcert", "sslkey", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key"],
]);

/** Two letters at least: `C:/` is a drive. Paths that were joined with a folder have one slash left of two. */
const address = /([a-z][a-z0-9+.-]+:\/+)([^\s"'`<>\\]+)/gi;
/** A query without a scheme before it: `shop.db?key=…`. */
const query = /\?([\w.%-]+=[^\s"'`<>\\?]*)/g;
/** `user:password@host`, as an endpoint without its scheme. */
const bareUserinfo = /(^|[\s"'`=(])[\w.+%-]+:[^\s"'`<>@/]+@(?=[\w[])/g;
/** As in `Server=db;User Id=app;Password=…` and `host=db password=…`. */
const pair =
  /((?:password|passwd|pwd|secret|token|api[_-]?key|access[_ -]?key(?:[_ -]?id)?)=)('[^']*'|"[^"]*"|[^\s;&,"'`]+)/gi;
const spacedPair = /(;\s*(?:password|passwd|pwd|secret|token)\s*=\s*)('[^']*'|"[^"]*"|[^;"'`]+)/gi;

/** A host, and its port where it has one. */
const plainAuthority = /^(\[[^\]]*\]|[^:@]*)(:\d{0,5})?$/;
/** The form of an address as messages explain it. */
const explained = "user:password@";

/**
 * A text with the secrets of all addresses in it hidden: user names and passwords before the host, values of query
 * parameters except the known harmless ones, fragments, and passwords of connection strings. Addresses that cannot be
 * parsed as URLs are redacted too. In doubt it hides too much.
 *
 * @example
 * redactAddresses("cannot reach http://app:pw@db:8000/?token=t") // cannot reach http://***@db:8000/?token=***
 */
export function redactAddresses(text: string): string {
  if (!/[:=?]/.test(text)) return text;
  return wholeUserinfo(text)
    .replace(address, (_, scheme: string, rest: string) => scheme + redactRest(rest))
    .replace(bareUserinfo, (whole, before: string) =>
      whole.endsWith(explained) ? whole : `${before}${hidden}@`,
    )
    .replace(query, (_, parameters: string) => `?${redactParameters(parameters)}`)
    .replace(spacedPair, `$1${hidden}`)
    .replace(pair, (whole, name: string, value: string) => (value === hidden ? whole : name + hidden));
}

/** A password may hold the very characters that end an address in a text: `http://app:a"b c@host`. */
function wholeUserinfo(text: string): string {
  const cut = /([a-z][a-z0-9+.-]+:\/+)([^\s"'`<>\\@/?#:]*:[^\s"'`<>\\@]*)(["'`<>\\ ][^@\n]{0,200}@)/gi;
  return text.replace(cut, (whole, scheme: string, before: string) => {
    const [authority = ""] = before.split(/[/?#]/, 1);
    const isPlain = plainAuthority.test(withoutEnd(authority).text);
    return isPlain ? whole : `${scheme}${hidden}@`;
  });
}

/** What follows `scheme://`. */
function redactRest(rest: string): string {
  const { text, end } = withoutEnd(rest);
  const start = text.startsWith(explained) ? explained : "";
  const { userinfo, after } = split(text.slice(start.length));
  const [, path = "", parameters, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(after) ?? [];
  return [
    start,
    userinfo,
    path,
    parameters === undefined ? "" : `?${redactParameters(parameters)}`,
    fragment === undefined ? "" : `#${hidden}`,
    end,
  ].join("");
}

/** Hides everything up to the last @ that can end a password, even one whose letters are not encoded. */
function split(text: string): { readonly userinfo: string; readonly after: string } {
  const [authority = ""] = text.split(/[/?#]/, 1);
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const last = text.lastIndexOf("@");
  const isPlain = at === -1 && plainAuthority.test(host);
  if (isPlain && (last === -1 || !host.includes(":"))) return { userinfo: "", after: text };
  if (last === -1) return { userinfo: hidden, after: text.slice(authority.length) };
  return { userinfo: `${hidden}@`, after: text.slice(last + 1) };
}

function redactParameters(parameters: string): string {
  return parameters
    .split(/([&;])/)
    .map((part) => (part === "&" || part === ";" ? part : redactParameter(part)))
    .join("");
}

function redactParameter(parameter: string): string {
  const at = parameter.indexOf("=");
  if (at === -1) return parameter === "" || openParameters.has(parameter) ? parameter : hidden;
  const name = parameter.slice(0, at);
  return `${name}=${openParameters.has(name) ? redactNested(parameter.slice(at + 1)) : hidden}`;
}

/** An address in an address: `?endpoint=http%3A%2F%2Fapp%3Apw%40host`. */
function redactNested(value: string): string {
  const plain = decoded(value);
  const redacted = redactAddresses(plain);
  return redacted === plain ? value : redacted;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return hidden;
  }
}

/** Without what ends a sentence or a list. */
function withoutEnd(text: string): { readonly text: string; readonly end: string } {
  const end = /[;,.:)}\]]*$/.exec(text)?.[0] ?? "";
  // An IPv6 address ends with a bracket of its own.
  const kept = end.startsWith("]") && text.includes("[") ? 1 : 0;
  const length = text.length - end.length + kept;
  return { text: text.slice(0, length), end: text.slice(length) };
}

import { UsageError } from "../../errors";

/** What requests go through. An empty text is none. */
export interface Proxies {
  /** For `http:`, and for `https:` where that has none of its own. */
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are reached directly, as in `NO_PROXY`. */
  readonly noProxy: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A proxy would look for these at itself. */
const loopback = ["localhost", "127.0.0.1", "[::1]"];

/**
 * The proxies of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in lower case first; `undefined` where nothing goes
 * through one. @throws UsageError where one of them is no URL
 */
export function proxiesIn(env: Environment): Proxies | undefined {
  const httpProxy = proxyIn(env, "HTTP_PROXY");
  const httpsProxy = proxyIn(env, "HTTPS_PROXY");
  const direct = valueOf(env, "NO_PROXY").split(/[,\s]+/);
  if (httpProxy + httpsProxy === "" || direct.includes("*")) return undefined;
  return { httpProxy, httpsProxy, noProxy: [...direct, ...loopback].join(",") };
}

function proxyIn(env: Environment, name: string): string {
  const value = valueOf(env, name);
  const url = value === "" || value.includes("://") ? value : `http://${value}`;
  if (url === "" || (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol))) return url;
  // Not shown, since it may hold a password.
  throw new UsageError("proxy-invalid", `${name} must be a URL such as http://proxy.example.com:3128`);
}

function valueOf(env: Environment, name: string): string {
  return env[name.toLowerCase()] ?? env[name] ?? "";
}

import { redactAddresses } from "../../redact-addresses";

/**
 * What is wrong with an endpoint, to follow its name in a message; `undefined` for a valid one:
 * `http[s]://host[:port][/path]`. User names, passwords and queries are refused, because an endpoint is printed and is
 * kept in checkpoints.
 */
export function endpointProblem(text: string): string | undefined {
  const form = "must be a URL such as http://127.0.0.1:8000";
  const got = `got "${redactAddresses(text)}"`;
  if (!/^https?:\/\//i.test(text)) return `${form}, ${got}${schemeMissing(text)}`;
  if (!URL.canParse(text)) return `${form}, ${got}`;
  const { username, password, search, hash } = new URL(text);
  if (username !== "" || password !== "")
    return `must not contain a user name or password, ${got}; AWS credentials come from the environment or a profile`;
  if (search !== "" || hash !== "" || /[?#]/.test(text)) return `must not contain a query, ${got}`;
  return undefined;
}

function schemeMissing(text: string): string {
  return /^(\[[\da-f:]+\]|[\w.-]+)(:\d+)?(\/|$)/i.test(text) ? `; write http://${text}` : "";
}

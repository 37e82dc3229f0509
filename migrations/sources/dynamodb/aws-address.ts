import { nearMissOrList } from "../../../yaml-file";
import { endpointProblem } from "../../dynamodb/client/endpoint-problem";
import { regionProblem } from "../../dynamodb/client/region-problem";
import { AddressError } from "../sql/database-address";

/** Region, endpoint and credentials profile of an AWS service. */
export interface AwsAddress {
  /** @default us-east-1, at an endpoint */
  readonly region: string;
  /** Endpoint of an emulator or of a compatible service. @default AWS */
  readonly endpoint?: string;
  /** Of the shared configuration files. @default the environment's credentials */
  readonly profile?: string;
  /** The other parameters after the question mark. */
  readonly parameters: Readonly<Record<string, string>>;
  /** For messages: the region, or the endpoint. */
  readonly shown: string;
}

/**
 * Reads `us-east-1`, `http://127.0.0.1:8000` or `us-east-1@http://127.0.0.1:8000`, each with parameters such as
 * `?profile=old-account`. @param known the names of the parameters, other than `profile`
 * @throws AddressError
 */
export function parseAwsAddress(text: string, known: readonly string[] = []): AwsAddress {
  const [address, query = ""] = split(text, "?");
  const [first, second] = split(address, "@");
  const [region, endpoint] = first.includes("://") ? ["us-east-1", address] : [first, second];
  if (!/^[a-z]/.test(region) || regionProblem(region) !== undefined)
    throw new AddressError(
      `must be a region such as us-east-1, an endpoint such as http://127.0.0.1:8000, or region@endpoint, got "${address}"`,
    );
  checkEndpoint(endpoint);
  const { profile, ...parameters } = parametersIn(query, ["profile", ...known]);
  const named = { ...(endpoint !== undefined && { endpoint }), ...(profile !== undefined && { profile }) };
  return { region, ...named, parameters, shown: endpoint ?? region };
}

/** The parameters after a question mark. @throws AddressError for an unknown parameter */
export function parametersIn(query: string, known: readonly string[]): Record<string, string> {
  const parameters = Object.fromEntries(new URLSearchParams(query));
  const unknown = Object.keys(parameters).find((name) => !known.includes(name));
  if (unknown === undefined) return parameters;
  throw new AddressError(
    `has the unknown parameter "${unknown}"${nearMissOrList(unknown, known, `it may have ${known.join(", ")}`)}`,
  );
}

function split(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** @throws AddressError */
export function checkRegion(region: string): void {
  const problem = regionProblem(region);
  if (problem !== undefined) throw new AddressError(`has an invalid region: it ${problem}`);
}

/** @throws AddressError */
export function checkEndpoint(endpoint: string | undefined): void {
  const problem = endpoint === undefined ? undefined : endpointProblem(endpoint);
  if (problem !== undefined) throw new AddressError(`has an invalid endpoint: it ${problem}`);
}

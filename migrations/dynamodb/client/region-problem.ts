/**
 * What is wrong with a region, to follow its name in a message; `undefined` for a valid one. A region is a part of host
 * names: 1 to 63 letters, digits and hyphens (RFC 1123). Regions that are not known are allowed, because AWS adds regions.
 */
export function regionProblem(text: string): string | undefined {
  if (/^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(text)) return undefined;
  return `must be a name such as us-east-1, got "${text}"`;
}

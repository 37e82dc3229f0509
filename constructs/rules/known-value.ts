import { Token } from "cdktf";

/**
 * Whether a value is there and known at synth. Values that Terraform knows only at apply (tokens) are let
 * through every rule: as numbers they look like huge negative ones, as text like `${TfToken[...]}`.
 */
export function isKnown<T>(value: T | undefined): value is T {
  // No token is a positive number, and asking cdktf of each takes long.
  if (typeof value === "number" && value >= 0) return true;
  return value !== undefined && !Token.isUnresolved(value);
}

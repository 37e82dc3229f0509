import type { CommandArguments } from "../../command-line";
import type { CutoverOptions } from "../options/cutover-options";
import { defaultRunFolder } from "../options/run-folder-option";
import { nextCommand } from "./next-command";

/** Where the control is, as the options of the command that suggests another one say. */
const flags: readonly (readonly [keyof CutoverOptions, string])[] = [
  ["control", "--control"],
  ["ledger", "--ledger"],
  ["outputs", "--outputs"],
  ["stack", "--stack"],
  ["local", "--local"],
  ["region", "--region"],
  ["endpoint", "--endpoint"],
  ["runFolder", "--run-folder"],
];

/**
 * A command that acts on the same control, or for `verify` on the same tables, as the one that suggests it.
 *
 * @param command its name and arguments: `cutover advance --entity users`
 */
export function cutoverCommand(
  [name = "", ...rest]: readonly string[],
  options: CutoverOptions,
): CommandArguments {
  if (name !== "cutover") return nextCommand(name, rest, { ...options, entity: undefined });
  const repeated = flags.flatMap(([option, flag]) => {
    const value = options[option];
    if (value === undefined || value === false || value === defaultRunFolder) return [];
    return value === true ? [flag] : [flag, String(value)];
  });
  return [name, ...rest, ...repeated];
}

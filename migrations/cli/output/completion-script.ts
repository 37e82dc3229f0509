import { bashCompletion } from "./bash-completion";
import type { CommandNode } from "./command-tree";
import { fishCompletion } from "./fish-completion";
import type { Shell } from "./shells";
import { zshCompletion } from "./zsh-completion";

const writers = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** A script that lets a shell complete the commands and options of a program. */
export function completionScript(shell: Shell, program: string, root: CommandNode): string {
  return writers[shell](program, root);
}

import { allCommands, type CommandNode } from "./command-tree";
import { choicesOf, groupsOf, optionsWithValue, wordsAfter } from "./completion-words";

/** A completion script for bash. */
export function bashCompletion(program: string, root: CommandNode): string {
  const name = `_${program.replaceAll("-", "_")}`;
  const cases = [root, ...allCommands(root)].map((command) => {
    const words = wordsAfter(command, root).map(({ word }) => word);
    return `    "${command.name}") words="${words.join(" ")}" ;;`;
  });
  const choices = [...choicesOf(root)].map(
    ([long, values]) => `    ${long}) COMPREPLY=($(compgen -W "${values.join(" ")}" -- "$cur")); return ;;`,
  );
  const withValue = optionsWithValue(root).join("|");
  return `# Completion of ${program}; written by: ${program} completion bash
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" previous="" word words=""
  local first="" second=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$previous" in
      ${withValue}) previous=""; continue ;;
    esac
    previous="$word"
    case "$word" in
      -*) ;;
      *)
        if [ -z "$first" ]; then first="$word"; elif [ -z "$second" ]; then second="$word"; fi
        ;;
    esac
  done
  path="$first"
  case "$first" in
    ${groupsOf(root).join("|")}) if [ -n "$second" ]; then path="$first $second"; fi ;;
  esac
  case "$previous" in
${choices.join("\n")}
    ${withValue}) COMPREPLY=(); return ;;
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F ${name} ${program}
`;
}

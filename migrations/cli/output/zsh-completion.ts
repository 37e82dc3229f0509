import { allCommands, type CommandNode } from "./command-tree";
import { choicesOf, type CompletionWord, groupsOf, optionsWithValue, wordsAfter } from "./completion-words";

/** A completion script for zsh, to be sourced or to be put into a folder of `fpath`. */
export function zshCompletion(program: string, root: CommandNode): string {
  // A function that zsh loads from a file is called like the file.
  const name = `_${program}`;
  const cases = [root, ...allCommands(root)].map(
    (command) =>
      `    ${quoted(command.name)}) offered=(${wordsAfter(command, root).map(described).join(" ")}) ;;`,
  );
  const choices = [...choicesOf(root)].map(
    ([long, values]) => `    ${long}) compadd -- ${values.join(" ")}; return ;;`,
  );
  const withValue = optionsWithValue(root).join("|");
  return `#compdef ${program}
# Completion of ${program}; written by: ${program} completion zsh
${name}() {
  local word previous="" first="" second="" called=""
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$previous" in
      ${withValue}) previous=""; continue ;;
    esac
    previous="$word"
    case "$word" in
      -*) ;;
      *)
        if [[ -z "$first" ]]; then first="$word"; elif [[ -z "$second" ]]; then second="$word"; fi
        ;;
    esac
  done
  called="$first"
  case "$first" in
    ${groupsOf(root).join("|")}) if [[ -n "$second" ]]; then called="$first $second"; fi ;;
  esac
  case "$previous" in
${choices.join("\n")}
    ${withValue}) _files; return ;;
  esac
  case "$called" in
${cases.join("\n")}
  esac
  _describe -t words ${quoted(program)} offered || _files
}
if [[ "\${funcstack[1]}" = "${name}" ]]; then
  ${name} "$@"
else
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i; }
  compdef ${name} ${program}
fi
`;
}

/** `word:description`, in which a colon in the word is escaped. */
function described({ word, description }: CompletionWord): string {
  return quoted(`${word.replaceAll(":", "\\:")}:${description}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

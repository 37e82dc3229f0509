import { allCommands, type CommandNode, type OptionNode } from "./command-tree";
import type { Shell } from "./shells";

/** A script that lets a shell complete the commands and options of a program. */
export function completionScript(shell: Shell, program: string, root: CommandNode): string {
  if (shell === "fish") return fishScript(program, root);
  const script = bashScript(program, root);
  return shell === "bash" ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function bashScript(program: string, root: CommandNode): string {
  const name = `_${program.replaceAll("-", "_")}`;
  const cases = [root, ...allCommands(root)].map(
    (command) => `    "${command.name}") words="${wordsOf(command, root).join(" ")}" ;;`,
  );
  const groups = root.commands.filter(({ commands }) => commands.length > 0).map((group) => group.name);
  return `# Completion of ${program}; written by: ${program} completion bash
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  local first="" second=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *)
        if [ -z "$first" ]; then first="$word"; elif [ -z "$second" ]; then second="$word"; fi
        ;;
    esac
  done
  path="$first"
  case "$first" in
    ${groups.join("|")}) if [ -n "$second" ]; then path="$first $second"; fi ;;
  esac
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${choiceCases(root).join("\n")}
  esac
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$cur")); fi
}
complete -o filenames -F ${name} ${program}
`;
}

/** What can follow a command: those of a group, or its options. */
function wordsOf({ commands, options }: CommandNode, root: CommandNode): string[] {
  const names = commands.map(({ name }) => name.split(" ").at(-1) ?? "");
  return [...names, ...[...options, ...root.options, help].map(({ long }) => long)];
}

const help = { long: "--help" } as OptionNode;

function choiceCases(root: CommandNode): string[] {
  const choices = new Map<string, Set<string>>();
  for (const { options } of allCommands(root))
    for (const option of options)
      if (option.choices.length > 0)
        choices.set(option.long, new Set([...(choices.get(option.long) ?? []), ...option.choices]));
  return [...choices].map(
    ([long, values]) =>
      `    ${long}) COMPREPLY=($(compgen -W "${[...values].join(" ")}" -- "$cur")); return ;;`,
  );
}

function fishScript(program: string, root: CommandNode): string {
  const lines = [
    `# Completion of ${program}; written by: ${program} completion fish`,
    `complete -c ${program} -f`,
  ];
  for (const option of [...root.options]) lines.push(fishOption(program, "", option));
  for (const command of allCommands(root)) {
    const [first = "", second] = command.name.split(" ");
    const isSeen = (word: string): string => `__fish_seen_subcommand_from ${word}`;
    const condition = second === undefined ? "__fish_use_subcommand" : isSeen(first);
    lines.push(
      `complete -c ${program} -n ${quoted(condition)} -a ${second ?? first} -d ${quoted(command.description)}`,
    );
    const within = second === undefined ? isSeen(first) : `${isSeen(first)}; and ${isSeen(second)}`;
    for (const option of command.options) lines.push(fishOption(program, within, option));
  }
  return `${lines.join("\n")}\n`;
}

function fishOption(program: string, condition: string, option: OptionNode): string {
  const { short, long, description, takesValue, choices } = option;
  return [
    `complete -c ${program}`,
    ...(condition === "" ? [] : [`-n ${quoted(condition)}`]),
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(takesValue ? ["-r", ...(choices.length > 0 ? [`-a ${quoted(choices.join(" "))}`] : ["-F"])] : []),
    `-d ${quoted(description)}`,
  ].join(" ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

import { allCommands, type CommandNode, type OptionNode } from "./command-tree";

/** A manual page in roff. @param exitCodes lines of the help that explain them */
export function manPage(program: string, version: string, root: CommandNode, exitCodes: string): string {
  return [
    `.TH ${program.toUpperCase()} 1 "" "${program} ${version}"`,
    ".SH NAME",
    `${program} \\- ${escaped(root.description)}`,
    ".SH SYNOPSIS",
    `.B ${program}`,
    "<command> [options]",
    ".SH OPTIONS OF EVERY COMMAND",
    ...root.options.flatMap(optionLines),
    ".SH COMMANDS",
    ...allCommands(root).flatMap(commandLines),
    ".SH EXIT STATUS",
    ".nf",
    ...exitCodes.trim().split("\n").map(escaped),
    ".fi",
    "",
  ].join("\n");
}

function commandLines({ name, usage, description, options, commands }: CommandNode): string[] {
  return [
    `.SS ${escaped(`${name} ${usage}`)}`,
    `${escaped(description)}.`,
    ...(commands.length > 0 ? [] : options.flatMap(optionLines)),
  ];
}

function optionLines({ flags, description, choices }: OptionNode): string[] {
  const values = choices.length > 0 ? ` (${choices.join(", ")})` : "";
  return [".TP", `.B ${escaped(flags)}`, escaped(description + values)];
}

/** A line that starts with a dot or a quote would be a request. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/, "\\&$1");
}

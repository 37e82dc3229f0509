import { Argument } from "commander";
import { exitCode } from "../exit-code";
import { type Shell, shells } from "../output/shells";
import { examples, type Registration } from "./registration";

/** Registers `completion`. */
export function addCompletion({ program, context, done }: Registration): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      examples(
        "completion bash > ~/.local/share/bash-completion/completions/dynamodb-migrate",
        "completion zsh >> ~/.zshrc",
        "completion fish > ~/.config/fish/completions/dynamodb-migrate.fish",
      ),
    )
    .action(async (shell: Shell) => {
      const { commandTree } = await import("../output/command-tree.js");
      const { completionScript } = await import("../output/completion-script.js");
      context.out(completionScript(shell, program.name(), commandTree(program)));
      done(exitCode.done);
    });
}

/** Registers `man`. @param exitCodes as the help explains them */
export function addMan(exitCodes: string): (registration: Registration) => void {
  return ({ program, context, version, done }) => {
    program
      .command("man")
      .description("print a manual page of all commands")
      .addHelpText("after", examples("man > dynamodb-migrate.1"))
      .action(async () => {
        const { commandTree } = await import("../output/command-tree.js");
        const { manPage } = await import("../output/man-page.js");
        context.out(manPage(program.name(), version, commandTree(program), exitCodes));
        done(exitCode.done);
      });
  };
}

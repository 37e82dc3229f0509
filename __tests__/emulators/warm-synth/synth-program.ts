import { synthesize, type SynthProcess } from "../../../stacks";

/** What `main.ts` does, once for each message of the process that started this one. */
process.on("message", () => {
  let text = "";
  const { argv, env } = process;
  const once: SynthProcess = {
    ...{ argv: argv.slice(0, 2), env, exitCode: 0 },
    stderr: { write: (written) => (text += written) },
    cwd: () => process.cwd(),
  };
  synthesize(once);
  process.send?.({ code: Number(once.exitCode), text });
});

import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";

const repository = join(__dirname, "../../..");

/**
 * Compiles a program of an example with all that it imports, so that it starts in a fraction of the time.
 *
 * @param file such as `examples/crawl4ai/service/server.ts` @param beside files of the example that it reads
 * @returns the path of the program, in a folder of `folder` with the name of its own
 */
export async function bundledExample(
  file: string,
  beside: readonly string[],
  folder: string,
): Promise<string> {
  const program = join(folder, basename(dirname(file)), `${basename(file, ".ts")}.js`);
  await mkdir(dirname(program), { recursive: true });
  await build({
    ...{ absWorkingDir: repository, entryPoints: [file], outfile: program, logLevel: "error" },
    ...{ bundle: true, platform: "node", format: "cjs", target: "node22" },
    external: ["better-sqlite3"],
  });
  for (const name of beside) await copyFile(join(repository, name), join(folder, basename(name)));
  return program;
}

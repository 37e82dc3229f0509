import { join } from "node:path";
import ts from "typescript";
import { type Block, repository } from "./doc-page";

const entries = {
  "cdktf-dynamodb": "constructs",
  "cdktf-dynamodb/cutover": "cutover",
  "cdktf-dynamodb/stacks": "stacks",
};

/** The compiler's settings of this project, with its own entry points under the package's name. */
function options(): ts.CompilerOptions {
  const file = ts.readConfigFile(join(repository, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { compilerOptions } = file.config as { compilerOptions: object };
  const parsed = ts.convertCompilerOptionsFromJson(compilerOptions, repository);
  const paths = Object.entries(entries).map(([name, folder]) => [
    name,
    [join(repository, folder, "index.ts")],
  ]);
  return { ...parsed.options, paths: Object.fromEntries(paths) as Record<string, string[]> };
}

/** What the compiler says of examples, each a program of its own; nothing if all is well. */
export function compilerErrors(examples: readonly Block[]): string[] {
  const files = new Map(
    examples.map((example, position) => [join(repository, "docs", `example-${position}.ts`), example]),
  );
  const settings = options();
  const disk = ts.createCompilerHost(settings);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path)?.code ?? disk.readFile(path),
    getSourceFile: (path, target) => {
      const code = files.get(path)?.code;
      return code === undefined ? disk.getSourceFile(path, target) : ts.createSourceFile(path, code, target);
    },
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  return [...files].flatMap(([path, { place }]) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${place} ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  });
}

/** An example as JavaScript that can be run. */
export function compiled({ code }: Block): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}

/** In the first line of a file, so that the others stay where the source map has them. */
const whenUsed =
  "const whenUsed = (load) => { let loaded; return { get module() { return (loaded ??= load()); } }; };";

/**
 * A plugin of rolldown for output of CommonJS: modules outside the bundle are loaded when one of their exports is used.
 * @param modules their ids
 * @param files the names of the files for which this holds. @default all
 */
export function loadedWhenUsed(modules, files = /^/) {
  const load = new RegExp(`^let (\\w+) = require\\(("(?:${modules.source})")\\);$`, "gm");
  return {
    name: "loaded-when-used",
    generateBundle(_, output) {
      for (const file of Object.values(output)) {
        if (file.type !== "chunk" || !files.test(file.fileName)) continue;
        const names = [...file.code.matchAll(load)].map(([, name]) => name);
        if (names.length === 0) continue;
        const uses = new RegExp(`\\b(${names.join("|")})\\.`, "g");
        const code = file.code
          .replace(uses, "$1.module.")
          .replace(load, "const $1 = whenUsed(() => require($2));");
        const wrong = new RegExp(`\\b(${names.join("|")})\\b(?!\\.module\\.| = whenUsed)`).exec(code);
        if (wrong) throw new Error(`${file.fileName}: ${wrong[0]} is used without naming one of its exports`);
        file.code = code.startsWith("#!") ? code.replace("\n", `\n${whenUsed} `) : `${whenUsed} ${code}`;
      }
    },
  };
}

import { join } from "node:path";
import { format } from "prettier";
import ts from "typescript";
import { type Page, repository } from "./doc-page";

const begin = /<!-- props (\w+) -->/g;

/** The lists of props in pages, written from the docstrings of the public entry point. */
export class PropsLists {
  private readonly checker: ts.TypeChecker;
  private readonly exports: ReadonlyMap<string, ts.Symbol>;

  constructor() {
    const entry = join(repository, "constructs", "index.ts");
    const program = ts.createProgram([entry], {
      ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.Node20, strict: true, skipLibCheck: true },
      types: [],
    });
    this.checker = program.getTypeChecker();
    const source = program.getSourceFile(entry);
    const module = source && this.checker.getSymbolAtLocation(source);
    const found = module ? this.checker.getExportsOfModule(module) : [];
    this.exports = new Map(found.map((symbol) => [symbol.name, this.original(symbol)]));
  }

  /** The classes that the entry point offers. */
  classes(): string[] {
    return [...this.exports].filter(([, { flags }]) => flags & ts.SymbolFlags.Class).map(([name]) => name);
  }

  /** The page with its lists as the docstrings have them now. */
  current({ text }: Page): Promise<string> {
    const written = text.replace(
      /(<!-- props (\w+) -->).*?(<!-- \/props -->)/gs,
      (_, start: string, name: string, end: string) => `${start}\n\n${this.list(name)}\n\n${end}`,
    );
    return format(written, { parser: "markdown", printWidth: 110 });
  }

  /** The interfaces that a page lists the properties of. */
  static listedIn({ text }: Page): string[] {
    return [...text.matchAll(begin)].map((found) => found[1] ?? "");
  }

  /** Properties without a docstring, as `DynamoTableProps.name`. */
  undocumented(name: string): string[] {
    return this.properties(name)
      .filter((property) => this.sentence(property) === "")
      .map((property) => `${name}.${property.name}`);
  }

  private list(name: string): string {
    return this.properties(name)
      .map((property) => {
        const optional = property.flags & ts.SymbolFlags.Optional ? "" : ", required";
        return `- **\`${property.name}\`** (\`${this.typeOf(property)}\`${optional}): ${this.sentence(property)}`;
      })
      .join("\n");
  }

  private properties(name: string): readonly ts.Symbol[] {
    const symbol = this.exports.get(name);
    if (symbol === undefined) throw new Error(`the entry point exports no ${name}`);
    return this.checker.getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol));
  }

  private sentence(property: ts.Symbol): string {
    const said = ts.displayPartsToString(property.getDocumentationComment(this.checker));
    const tag = property.getJsDocTags(this.checker).find(({ name }) => name === "default");
    const without = tag === undefined ? "" : ` Default: ${ts.displayPartsToString(tag.text)}.`;
    return `${said}${without}`
      .replaceAll(/\s+/g, " ")
      .replaceAll(/\{@link (\w+)\}/g, "`$1`")
      .trim();
  }

  /** The type as it is written; as the compiler knows it if the property comes from another type (`Omit`, `Pick`). */
  private typeOf(property: ts.Symbol): string {
    const declaration = property.declarations?.[0];
    const written =
      declaration && ts.isPropertySignature(declaration) ? declaration.type?.getText() : undefined;
    const known = this.checker.typeToString(this.checker.getTypeOfSymbol(property));
    return (written ?? known.replace(/ \| undefined$/, "")).replaceAll(/\s+/g, " ");
  }

  private original(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

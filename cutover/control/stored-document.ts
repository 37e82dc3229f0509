import { ControlUnreachableError } from "../errors";

/** A document of the control or the ledger as it was read: each member is checked before anybody relies on it. */
export class StoredDocument {
  private readonly members: ReadonlyMap<string, unknown>;

  /** @param where the document, for messages: `table forum-cutover, entity users` */
  constructor(
    value: unknown,
    private readonly where: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw this.wrong("the document", "an object", value);
    this.members = new Map(Object.entries(value));
  }

  has(name: string): boolean {
    return this.members.get(name) !== undefined;
  }

  text(name: string): string {
    const value = this.members.get(name);
    if (typeof value === "string") return value;
    throw this.wrong(name, "text", value);
  }

  number(name: string, minimum = 0, maximum = Infinity): number {
    const value = this.members.get(name);
    if (typeof value === "number" && value >= minimum && value <= maximum) return value;
    const limits = maximum === Infinity ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
    throw this.wrong(name, `a number ${limits}`, value);
  }

  whole(name: string, minimum = 0): number {
    const value = this.number(name, minimum);
    if (Number.isSafeInteger(value)) return value;
    throw this.wrong(name, "a whole number", value);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    const value = this.members.get(name);
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw this.wrong(name, choices.join(", "), value);
  }

  texts(name: string): string[] {
    return this.list(name).map((value) => {
      if (typeof value === "string") return value;
      throw this.wrong(name, "a list of texts", value);
    });
  }

  list(name: string): readonly unknown[] {
    const value = this.members.get(name);
    if (Array.isArray(value)) return value as unknown[];
    throw this.wrong(name, "a list", value);
  }

  inside(name: string): StoredDocument {
    return new StoredDocument(this.members.get(name), `${this.where}: ${name}`);
  }

  private wrong(name: string, expected: string, value: unknown): ControlUnreachableError {
    const got = value === undefined ? "nothing" : JSON.stringify(value);
    return new ControlUnreachableError(
      `${this.where}: ${name}: expected ${expected}, got ${got}; another program has changed it, or a later version of cdktf-dynamodb wrote it: update the package, or correct the value`,
    );
  }
}

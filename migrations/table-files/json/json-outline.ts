import { createHash } from "node:crypto";
import { TokenParser, TokenType } from "@streamparser/json";
import { z } from "zod";
import { problemsOf } from "../../../yaml-file";
import { messageOf, UnreachableError } from "../../errors";
import { parseExactJson } from "../../items/exact-json";
import { ExactTokenizer } from "../../items/exact-tokenizer";
import { isItemLike } from "./item-layout";
import { keySchema } from "../export/key-schema";
import { LineSplitter } from "../../files/lines";
import type { SourceFile } from "../../files/source-file";

const headSchema = z.looseObject({
  TableName: z.string().optional(),
  KeySchema: keySchema.optional(),
  Count: z.number().int().optional(),
  LastEvaluatedKey: z.unknown().optional(),
  NextToken: z.unknown().optional(),
});
export type Head = z.output<typeof headSchema>;

/** A line longer than this holds no item, whose 400 KB take at most six times as many bytes in JSON. */
const maxItemLine = 4 * 1024 * 1024;
const maxNames = 1000;
const maxTokenBytes = 64 * 1024 * 1024;

interface Member {
  kind: "list" | "object" | "scalar";
  /** Names in an object, or in the first object of a list. */
  readonly names: string[];
}

/** What a JSON file holds at its outermost levels, without its items. */
export class JsonOutline {
  root: Member["kind"] | undefined;
  readonly members = new Map<string, Member>();
  head: Head = {};
  fingerprint = "";
  /** Whether the first line holds an item by itself. */
  hasItemLines = false;
  private readonly stack: { isObject: boolean; expectsKey: boolean; count: number }[] = [];
  private member: Member | undefined;
  private lastToken = 0;

  /** @throws UnreachableError if the file cannot be read, is not JSON, or its head is wrong */
  static async read(file: SourceFile, signal?: AbortSignal): Promise<JsonOutline> {
    const outline = new JsonOutline();
    const hash = createHash("sha256");
    const line = new LineSplitter(maxItemLine);
    const parse = outline.parser();
    let isFirstLine = true;
    for await (const piece of file.read({ signal, see: (bytes) => hash.update(bytes) })) {
      const first = isFirstLine ? line.write(piece).find(({ text }) => text.trim() !== "") : undefined;
      if (first) isFirstLine = false;
      if (first && isItemLine(first.text)) outline.hasItemLines = true;
      if (!outline.hasItemLines) attempt(file, () => parse(piece));
    }
    const [last] = isFirstLine ? line.end() : [];
    if (last && isItemLine(last.text)) outline.hasItemLines = true;
    outline.fingerprint = hash.digest("hex");
    return outline.checkHead(file);
  }

  private checkHead(file: SourceFile): JsonOutline {
    const [problem] = this.hasItemLines ? [] : problemsOf(headSchema, this.head);
    if (problem) throw damaged(`${file.shown}: ${problem.path.join(".")}: ${problem.message}`);
    return this;
  }

  private parser(): (piece: Uint8Array) => void {
    const names = Object.keys(headSchema.shape);
    const headParser = new TokenParser({ paths: names.map((name) => `$.${name}`), keepStack: false });
    headParser.onValue = ({ key, value }) =>
      void ((this.head as Record<string, unknown>)[String(key)] = value);
    const tokenizer = new ExactTokenizer();
    tokenizer.onToken = (token) => {
      this.lastToken = token.offset;
      this.see(token.token, token.value);
      headParser.write(token);
    };
    tokenizer.onEnd = () => {};
    let bytes = 0;
    return (piece) => {
      tokenizer.write(piece);
      bytes += piece.length;
      if (bytes - this.lastToken > maxTokenBytes) throw new Error("it has a text of more than 64 MB");
    };
  }

  private see(token: TokenType, value: unknown): void {
    const frame = this.stack.at(-1);
    if (frame?.expectsKey && token === TokenType.STRING) {
      frame.expectsKey = false;
      this.name(String(value));
    } else if (token === TokenType.COMMA) {
      if (frame) frame.count++;
      if (frame?.isObject) frame.expectsKey = true;
    } else if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      const isObject = token === TokenType.LEFT_BRACE;
      this.value(isObject ? "object" : "list");
      this.stack.push({ isObject, expectsKey: isObject, count: 0 });
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
      this.stack.pop();
    } else if (token !== TokenType.COLON) {
      this.value("scalar");
    }
  }

  private name(name: string): void {
    const depth = this.stack.length;
    if (depth === 1 && this.members.size < maxNames) {
      this.member = { kind: "scalar", names: [] };
      this.members.set(name, this.member);
      return;
    }
    const isOfMember =
      depth === 2 || (depth === 3 && this.member?.kind === "list" && this.stack[1]?.count === 0);
    if (isOfMember && this.member && this.member.names.length < maxNames) this.member.names.push(name);
  }

  private value(kind: Member["kind"]): void {
    if (this.stack.length === 0) this.root ??= kind;
    if (this.stack.length === 1 && this.stack[0]?.isObject && this.member) this.member.kind = kind;
  }
}

function isItemLine(text: string): boolean {
  try {
    return isItemLike(parseExactJson(text));
  } catch {
    return false;
  }
}

function attempt({ shown }: SourceFile, step: () => void): void {
  try {
    step();
  } catch (cause) {
    throw new UnreachableError("source-not-json", `${shown} is not valid JSON: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", message);
}

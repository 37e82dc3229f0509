import { describe, expect, it } from "vitest";
import { type Block, blocks, pages } from "./doc-page";
import { compilerErrors } from "./example-compiler";
import { type Synthesized, synthesizedBy } from "./example-run";

const minutes = 60_000;
const written = pages("docs");
const isOurs = ({ code }: Block) => code.includes('from "cdktf-dynamodb"');
const programs = written.flatMap((page) => blocks(page, "ts").filter(isOurs));
/** They run inside an application, and synthesize nothing. */
const ofCutover = written.flatMap((page) =>
  blocks(page, "ts").filter(({ code }) => code.includes('from "cdktf-dynamodb/cutover"')),
);
const apps = programs.filter(({ code }) => code.includes("app.synth()"));

/** Resources and data of all stacks by type, with the policies in them as objects. */
function things(stacks: Record<string, Synthesized>): Record<string, object[]> {
  const all = Object.values(stacks).flatMap(({ resource = {}, data = {} }) => [
    ...Object.entries(resource),
    ...Object.entries(data),
  ]);
  const types = [...new Set(all.map(([type]) => type))];
  return Object.fromEntries(
    types.map((type) => [
      type,
      all.filter(([other]) => other === type).flatMap(([, found]) => Object.values(found).map(decoded)),
    ]),
  );
}

/** A value with what is JSON in its texts written out. */
function decoded<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "string" && inner.startsWith("{") ? (JSON.parse(inner) as unknown) : inner,
  ) as T;
}

/** Holds for whatever has at least this in it. */
function atLeast(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(atLeast);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, atLeast(inner)]);
  return expect.objectContaining(Object.fromEntries(entries) as object);
}

/** The examples of a page, each with the excerpt of its Terraform that stands behind it. */
const excerpts = written.flatMap((page) => {
  const all = blocks(page, "ts", "json");
  return all.flatMap((block, position) => {
    const app = all.slice(0, position).findLast(isOurs);
    return block.language === "json" && app ? [{ place: block.place, excerpt: block.code, app }] : [];
  });
});

describe("the examples of the docs", () => {
  it(
    "compile against the public entry points",
    () => expect(compilerErrors([...programs, ...ofCutover])).toEqual([]),
    3 * minutes,
  );

  it.each(apps)("$place synthesizes", (app: Block) => {
    expect(Object.keys(synthesizedBy(app))).not.toEqual([]);
  });

  it.each(excerpts)("$place is what the example before it makes", ({ app, excerpt }) => {
    const made = things(synthesizedBy(app));
    const shown = Object.entries(JSON.parse(excerpt) as Record<string, object>);
    expect(Object.fromEntries(shown.map(([type]) => [type, made[type]]))).toEqual(
      Object.fromEntries(shown.map(([type, one]) => [type, expect.arrayContaining([atLeast(one)])])),
    );
  });
});

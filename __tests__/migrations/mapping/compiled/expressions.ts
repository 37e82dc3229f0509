import fc from "fast-check";

/** Expressions by the type that they mostly have. */
interface Kinds {
  readonly number: string;
  readonly text: string;
  readonly boolean: string;
  readonly any: string;
}

const numberLeaves = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      ...[
        "row.n",
        "row.p",
        'row["n"]',
        "row.m.a",
        "each.a",
        "index",
        "0",
        "1",
        "2",
        "3",
        "-5",
        "0.5",
        "1.5",
        "100",
      ],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "row.l[0]",
      "2.0",
      "9007199254740991",
      "9007199254740993",
      "9223372036854775807",
    ),
  },
);

const textLeaves = fc.constantFrom(
  ...[
    "row.s",
    "row.u",
    "row['s']",
    "row.texts[0]",
    "row.m.b",
    "each.s",
    "entity",
    "env.STAGE",
    "env['STAGE']",
  ],
  ...["row.t", "''", "'a'", "'A'", "'a,b'", "'ä😀'", "','", "r'\\d'"],
);

const booleanLeaves = fc.constantFrom("row.b", "true", "false", "row.b == true", "has(row.b)");

const anyLeaves = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...["row", "row.x", "row.d", "row.l", "row.m", "row.texts", "null", "each", "b'ab'", "[]", "[1, 2.5]"],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...["row.x.a", 'row.x["b"]', "row.x[0]", "row.x[1.5]", "row.absent", "env.NONE", "row.m.constructor"],
      ...["row.toString", "row.x.a.b", "row.m[row.s]", "row.l[row.n]", "row.l[-1]", "row.m['__proto__']"],
      ...["{'a': row.n}", "row.texts[index]"],
    ),
  },
);

const arithmetic = fc.constantFrom("+", "-", "*", "/", "%");
const comparison = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
const equality = fc.constantFrom("==", "!=");

/** Joins parts: texts stand as they are, arbitraries are drawn. */
function source(parts: TemplateStringsArray, ...drawn: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(...drawn)
    .map((values) => parts.map((part, index) => part + (values[index] ?? "")).join(""));
}

const lists = fc.constantFrom(
  "row.l",
  "row.texts",
  "[1, 2.5]",
  "[row.n, row.p, row.x]",
  "[row.s, 'a']",
  "[]",
);
/** Values that rows often lack. */
const maybe = fc.constantFrom("row.x", "row.absent", "row.x.a", "row['none']", "null", "row.s", "each.s");

const kinds = fc.letrec<Kinds>((tie: fc.LetrecTypedTie<Kinds>) => {
  const [number, text, boolean, any] = [tie("number"), tie("text"), tie("boolean"), tie("any")];
  return {
    number: fc.oneof(
      { maxDepth: 3, depthSize: "medium" },
      { weight: 14, arbitrary: numberLeaves },
      { weight: 3, arbitrary: source`(${number} ${arithmetic} ${number})` },
      { weight: 1, arbitrary: source`-${number}` },
      { weight: 1, arbitrary: source`(${boolean} ? ${number} : ${number})` },
      { weight: 1, arbitrary: source`int(${fc.oneof(number, text, any)})` },
      { weight: 1, arbitrary: source`double(${fc.oneof(number, text)})` },
      { weight: 1, arbitrary: source`number(${fc.oneof(number, text)})` },
      { weight: 1, arbitrary: source`size(${fc.oneof(text, any)})` },
      { weight: 1, arbitrary: source`${text}.indexOf(${text})` },
      { weight: 2, arbitrary: source`epoch(${fc.constantFrom("row.t", "row.t", "row.d", "row.s")})` },
      { weight: 1, arbitrary: source`epochMs(row.t, ${fc.constantFrom("'UTC'", "'+09:00'")})` },
      { weight: 1, arbitrary: source`days(${number})` },
      { weight: 2, arbitrary: source`${fc.constantFrom("sum", "avg", "min", "max")}(${lists})` },
      { weight: 1, arbitrary: source`round(${number}, ${fc.constantFrom("0", "1", "row.n")})` },
      { weight: 1, arbitrary: source`${fc.constantFrom("year", "month", "weekday")}(row.t, '+09:00')` },
      { weight: 1, arbitrary: source`coalesce(${maybe}, ${number})` },
      { weight: 1, arbitrary: source`enum(${number}, {'1': ${number}, '2': 2}, ${number})` },
      { weight: 1, arbitrary: any },
    ),
    text: fc.oneof(
      { maxDepth: 3, depthSize: "medium" },
      { weight: 12, arbitrary: textLeaves },
      { weight: 3, arbitrary: source`(${text} + ${text})` },
      { weight: 1, arbitrary: source`(${boolean} ? ${text} : ${text})` },
      {
        weight: 2,
        arbitrary: source`${fc.constantFrom("lower", "upper", "trim", "sha256", "hex")}(${text})`,
      },
      { weight: 2, arbitrary: source`string(${fc.oneof(number, text, boolean, any)})` },
      { weight: 1, arbitrary: source`${text}.${fc.constantFrom("lowerAscii", "upperAscii", "trim")}()` },
      {
        weight: 1,
        arbitrary: source`${text}.substring(${fc.constantFrom("0", "1", "1, 2", "row.n", "0, row.n")})`,
      },
      { weight: 1, arbitrary: source`replace(${text}, ${text}, ${text})` },
      { weight: 1, arbitrary: source`pad(${number}, ${fc.constantFrom("40", "row.n")})` },
      { weight: 1, arbitrary: source`iso(${fc.constantFrom("row.t", "row.d")})` },
      { weight: 1, arbitrary: source`toJson(${any})` },
      { weight: 1, arbitrary: source`title(${text})` },
      { weight: 1, arbitrary: source`regexReplace(${text}, '(a)|b', ${fc.constantFrom("'<$1>'", "row.s")})` },
      {
        weight: 1,
        arbitrary: source`regexExtract(${text}, '(a)(b)?', ${fc.constantFrom("0", "2", "row.n")})`,
      },
      { weight: 1, arbitrary: source`formatDate(row.t, ${fc.constantFrom("'yyyy-MM'", "row.s")})` },
      { weight: 1, arbitrary: source`uuid5(${fc.oneof(text, number)}, 'dns')` },
      { weight: 1, arbitrary: source`ulid(row.t, ${fc.oneof(text, number)})` },
      { weight: 1, arbitrary: source`default(${maybe}, ${text})` },
      { weight: 1, arbitrary: source`enum(${text}, {'a': ${text}, 'A': 'x'}, ${text})` },
      { weight: 1, arbitrary: source`join([${text}, ${text}], ${text})` },
      { weight: 1, arbitrary: any },
    ),
    boolean: fc.oneof(
      { maxDepth: 3, depthSize: "medium" },
      { weight: 6, arbitrary: booleanLeaves },
      { weight: 3, arbitrary: source`(${number} ${comparison} ${number})` },
      { weight: 2, arbitrary: source`(${text} ${comparison} ${text})` },
      { weight: 1, arbitrary: source`(${boolean} ${comparison} ${boolean})` },
      { weight: 1, arbitrary: source`(${any} ${equality} ${fc.oneof(fc.constant("null"), any)})` },
      { weight: 3, arbitrary: source`(${boolean} ${fc.constantFrom("&&", "||")} ${boolean})` },
      { weight: 2, arbitrary: source`!${boolean}` },
      {
        weight: 1,
        arbitrary: source`has(${fc.constantFrom("row.s", "row.absent", "row.x.a", "row.x.a.b", "env.STAGE", "each.s")})`,
      },
      {
        weight: 1,
        arbitrary: source`(${text} in ${fc.constantFrom("row.texts", "row.l", "row.m", "row.x", "['a', 'A']")})`,
      },
      {
        weight: 1,
        arbitrary: source`(${number} in ${fc.constantFrom("row.l", "[1, 2, 3]", "[1, 2.5]", "row.x")})`,
      },
      {
        weight: 1,
        arbitrary: source`${text}.${fc.constantFrom("startsWith", "endsWith", "contains")}(${text})`,
      },
      { weight: 1, arbitrary: source`matches(${text}, '^a|b')` },
      { weight: 1, arbitrary: source`bool(${fc.oneof(text, boolean)})` },
      { weight: 1, arbitrary: source`row.l.exists(one, one == ${number})` },
    ),
    any: fc.oneof(
      { maxDepth: 3, depthSize: "medium" },
      { weight: 4, arbitrary: anyLeaves },
      { weight: 1, arbitrary: source`json(${text})` },
      { weight: 1, arbitrary: source`[${text}, ${number}]` },
      { weight: 1, arbitrary: source`${text}.split(${text})` },
      { weight: 1, arbitrary: source`numberSet(${any})` },
      { weight: 1, arbitrary: source`stringSet(row.texts)` },
      { weight: 1, arbitrary: source`sort(${lists}, ${fc.constantFrom("'asc'", "'desc'")})` },
      { weight: 1, arbitrary: source`distinct(${lists})` },
      { weight: 1, arbitrary: source`regexGroups(${text}, '(a)(b)?')` },
      { weight: 1, arbitrary: source`coalesce(${maybe}, ${maybe}, ${any})` },
      { weight: 1, arbitrary: source`date(row.t)` },
      { weight: 1, arbitrary: source`(${boolean} ? ${any} : ${any})` },
    ),
  };
});

/** Sources of expressions; CEL refuses some, whose types do not fit. */
export const expressions: fc.Arbitrary<string> = fc.oneof(kinds.number, kinds.text, kinds.boolean, {
  weight: 1,
  arbitrary: kinds.any,
});

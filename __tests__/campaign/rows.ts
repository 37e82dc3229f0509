/** What a row of a schedule's source is for. */
export type RowKind = "plain" | "excluded" | "wrong-key-type" | "duplicate" | "malformed";

/** A row of the source; it becomes one item for itself and one for each of its parts. */
export interface Row {
  readonly kind: RowKind;
  readonly id: string;
  /** A decimal number in DynamoDB's own spelling, or a word where its type is to be wrong. */
  readonly rank: string;
  readonly text: string;
  readonly parts: readonly string[];
}

/** Text that has to survive quoting, escaping and lengths in bytes. */
const words = ["plain", 'quo"te', "back\\slash", "naïve", "日本語", "😀 emoji", "tab\tnew\nline", "<b>&amp;"];

/** Draws rows: most of them plain, some of every other kind. @param random in [0, 1) */
export function drawRows(count: number, random: () => number): Row[] {
  const plain: Row[] = [];
  return Array.from({ length: count }, (_, index) => {
    const row = drawRow(index + 1, plain, random);
    if (row.kind === "plain") plain.push(row);
    return row;
  });
}

function drawRow(number: number, plain: readonly Row[], random: () => number): Row {
  const kind = drawKind(random());
  const original = kind === "duplicate" ? plain[Math.floor(random() * plain.length)] : undefined;
  const parts = Array.from(
    { length: Math.floor(random() * 4) },
    (_, index) => `${number}.${index} ${word(random)}`,
  );
  return {
    kind: kind === "duplicate" && !original ? "plain" : kind,
    id: original?.id ?? `k${number}`,
    rank:
      kind === "wrong-key-type" ? "twelve" : `${1 + Math.floor(random() * 9)}234567890123456789${number}.25`,
    text: kind === "excluded" ? "exclude" : `${number} ${word(random)}`,
    parts,
  };
}

function drawKind(drawn: number): RowKind {
  if (drawn < 0.05) return "excluded";
  if (drawn < 0.09) return "wrong-key-type";
  if (drawn < 0.13) return "duplicate";
  return drawn < 0.15 ? "malformed" : "plain";
}

function word(random: () => number): string {
  return words[Math.floor(random() * words.length)] as string;
}

/** The rows as JSON Lines. Numbers are written as they are, with more digits than JavaScript keeps. */
export function sourceText(rows: readonly Row[]): string {
  return rows.map((row) => `${lineOf(row)}\n`).join("");
}

function lineOf({ kind, id, rank, text, parts }: Row): string {
  const members = [
    `"id":${JSON.stringify(id)}`,
    `"rank":${kind === "wrong-key-type" ? JSON.stringify(rank) : rank}`,
    `"text":${JSON.stringify(text)}`,
    `"parts":${JSON.stringify(parts)}`,
  ];
  const line = `{${members.join(",")}}`;
  return kind === "malformed" ? line.slice(0, -2) : line;
}

/** The migration file that says what {@link itemsOf} says, for the runner. */
export const migrationText = `name: campaign
source: { jsonl: . }
entities:
  note:
    from: { file: rows.jsonl }
    to: notes
    where: \${row.text != "exclude"}
    items:
      - item:
          PK: \${row.id}
          SK: META
          rank: \${row.rank}
          constructor: \${row.text}
          __proto__: \${row.id}
      - forEach: \${row.parts}
        item: { PK: "\${row.id}", SK: "P#\${pad(index, 3)}", text: "\${each}", of: { id: "\${row.id}" } }
`;

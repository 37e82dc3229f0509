import { outputs } from "./workspace";

/** A migration of two notes. */
const migration = `
name: shop
source: { json: . }
entities:
  notes:
    from: { file: notes.json, at: $.notes }
    to: notes
    item: { id: "\${row.id}", text: "\${row.text}" }
`;

const table = (name: string) => ({ name, arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}` });
/** The tables of a cutover, as the outputs name them. */
export const cutoverTables = {
  formatVersion: 1,
  region: "us-east-1",
  control: table("shop-dev-cutover"),
  ledger: table("shop-dev-cutover-ledger"),
};

/** The files of a shop whose notes are cut over. */
export const cutoverFiles = {
  "migration.yaml": migration,
  "notes.json": JSON.stringify({
    notes: [
      { id: "a", text: "1" },
      { id: "b", text: "2" },
    ],
  }),
  "outputs.json": JSON.stringify({
    "shop-dev-us-east-1": { ...outputs["shop-dev-us-east-1"], dynamodb_cutover: cutoverTables },
  }),
};

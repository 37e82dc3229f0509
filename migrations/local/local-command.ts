/** The text of the command that starts (`up`) or stops (`down`) the embedded DynamoDB, for error messages. */
export type LocalCommand = (name: "up" | "down") => string;

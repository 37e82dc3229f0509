import type { RejectionCode } from "./rejection";

/** Description of a reject code in `docs/errors.md`. */
export interface RejectMeaning {
  readonly meaning: string;
  /** A message as it is in rejects.jsonl. */
  readonly example: string;
}

/** The reasons to reject a row, in the order of the way from a row to a stored item. */
export const rejectMeanings: Readonly<Record<RejectionCode, RejectMeaning>> = {
  "unreadable-row": {
    meaning: "The source cannot read the row: malformed JSON or CSV, or bytes that are no text.",
    example: 'line 7 is not JSON: Unexpected token "}"',
  },
  "not-an-object": {
    meaning: "The row is a number, a text or a list, so it has no columns.",
    example: "a row must be an object, got number 7",
  },
  "expression-failed": {
    meaning: "A `${…}` of the migration file fails for this row, or a part of a text has no value.",
    example: "item.total: ${row.price * row.count}: the row has no count; omitNull: true omits the attribute",
  },
  "mapping-failed": {
    meaning: "A function of `migration.ts` threw an error, or returned no item.",
    example: "item must give an item, a list of items or null, got number",
  },
  "missing-key": {
    meaning: "The item has no value for a key attribute of the table.",
    example: "customerId, the partition key of customers, is missing",
  },
  "wrong-key-type": {
    meaning: "A key attribute has another type than the table's key.",
    example: "customerId, the partition key of customers, must be a string, got number 7; convert it in item",
  },
  "empty-key": {
    meaning: "A key attribute is an empty text or has no bytes.",
    example: "customerId, the partition key of customers, must not be empty",
  },
  "key-too-long": {
    meaning: "A partition key has more than 2,048 bytes, or a sort key more than 1,024.",
    example: "orderId, the sort key of orders, may have 1024 bytes, got 1500",
  },
  "wrong-index-key-type": {
    meaning: "A key attribute of an index has another type than the index's key.",
    example:
      'createdAt, the sort key of orders\' index ByDate, must be a number, got string "today"; convert it in item, or omit it',
  },
  "empty-index-key": {
    meaning: "A key attribute of an index is empty.",
    example: "email, the partition key of users' index EmailIndex, must not be empty; omit it",
  },
  "index-key-too-long": {
    meaning:
      "A key attribute of an index has more than 2,048 bytes (partition key) or 1,024 bytes (sort key).",
    example: "title, the sort key of posts' index ByTitle, may have 1024 bytes, got 1500",
  },
  "duplicate-key": {
    meaning: "An earlier row of this run has produced an item with the same key.",
    example: 'an earlier item has the key {"customerId":"7"}; the first one is kept',
  },
  "wrong-time-to-live": {
    meaning: "The attribute by which the table's items expire is not a number of seconds since 1970.",
    example:
      "expiresAt, by which the table's items expire, must be in seconds, but 1764071112000 is in milliseconds; divide it by 1000",
  },
  oversize: {
    meaning: "The item is larger than 400 KB, also after `oversize` was applied.",
    example:
      "an item may have 409600 bytes, attribute names included; this one has 512004; oversize compresses attributes or puts them into S3",
  },
  "too-deep": {
    meaning: "The item is nested more than 32 levels deep.",
    example: "answers is nested more than 32 levels deep, which DynamoDB refuses",
  },
  "not-a-number": {
    meaning: "A number is NaN or infinite.",
    example: "price: NaN is not a number that DynamoDB can store",
  },
  "number-too-precise": {
    meaning: "A number has more than 38 significant digits.",
    example:
      "price: a number may have 38 significant digits, 3.14159265358979323846264338327950288419716 has 42; store it as a string",
  },
  "number-out-of-range": {
    meaning: "A number is beyond 9.99E+125, or closer to zero than 1E-130.",
    example: "price: a number must lie between 1E-130 and 9.99E+125, got 1e200",
  },
  "empty-set": {
    meaning: "A set has no members.",
    example: "tags is an empty set, which DynamoDB refuses; omitNull: true omits it",
  },
  "mixed-set": {
    meaning: "The members of a set have several types.",
    example: "tags is a set of strings, but holds the number 7",
  },
  "duplicate-in-set": {
    meaning: "A set has a member twice.",
    example: "tags is a set that holds one value twice: 1, 1.0",
  },
  "unsupported-value": {
    meaning: "A value has a type that DynamoDB does not have.",
    example: "created has a type that no attribute can have",
  },
  "invalid-unicode": {
    meaning: "A text has half of a surrogate pair.",
    example:
      "title holds \\ud83d, half of a surrogate pair, which is no character and would be stored as another one",
  },
  "invalid-attribute-name": {
    meaning: "The name of an attribute is empty or has more than 65,535 bytes (255 for some key attributes).",
    example: "settings has an attribute with an empty name",
  },
  "already-exists": {
    meaning: "The table has an item with the key, and the run uses `--on-conflict fail`.",
    example: "the table has a different item with this key; --on-conflict overwrite replaces it",
  },
  "changed-since": {
    meaning: "An item is neither as it was before a change of an incremental export nor as after it.",
    example: "the item was changed since by another client, and stays as it is",
  },
  "refused-by-service": {
    meaning: "DynamoDB rejected this one item.",
    example: "ValidationException: One or more parameter values were invalid",
  },
  "write-uncertain": {
    meaning:
      "Only `update`: a request was sent whose response was lost, another client has changed the item since, and making the change a second time could give another result.",
    example:
      "a request to change this item was sent, its response was lost, and another client has changed the item since; whether the change was made is unknown",
  },
};

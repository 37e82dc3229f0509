import {
  isAccountAction,
  isIndexAction,
  isStreamAction,
  isWriteAction,
  plainAction,
  touchesData,
} from "./table-action";

/** Kinds of access to a table: read it, change it, both, or read its stream. */
export type UsualAccess = "read" | "write" | "read-write" | "stream";

/** A kind of access, or single actions such as `["GetItem", "Query"]`. */
export type TableAccess = UsualAccess | readonly string[];

/** The IAM actions of an access, by what they are done to. */
export interface TableActions {
  /** On the table itself. */
  readonly table: readonly string[];
  /** On its secondary indexes. */
  readonly index: readonly string[];
  /** On its streams. */
  readonly stream: readonly string[];
  /** On nothing in particular: IAM knows no narrower resource for them than `*`. */
  readonly account: readonly string[];
  /** On the customer-managed KMS key that encrypts it, through DynamoDB. */
  readonly key: readonly string[];
}

/** Conditions and transactional reads count as reading; `BatchWriteItem` is an action of its own. */
const read: TableActions = {
  table: [
    ...["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
    ...["dynamodb:ConditionCheckItem", "dynamodb:DescribeTable"],
  ],
  index: ["dynamodb:Query", "dynamodb:Scan"],
  stream: [],
  account: [],
  key: ["kms:Decrypt", "kms:DescribeKey"],
};

/** Writing decrypts too: the table's own data key is kept encrypted. */
const write: TableActions = {
  table: [
    ...["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
    ...["dynamodb:DescribeTable"],
  ],
  index: [],
  stream: [],
  account: [],
  key: [...["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"], ...["kms:GenerateDataKey*", "kms:ReEncrypt*"]],
};

const stream: TableActions = {
  table: [],
  index: [],
  stream: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
  account: ["dynamodb:ListStreams"],
  key: ["kms:Decrypt", "kms:DescribeKey"],
};

const readWrite: TableActions = {
  table: joined(read.table, write.table),
  index: read.index,
  stream: [],
  account: [],
  key: joined(read.key, write.key),
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const tableActions: Readonly<Record<UsualAccess, TableActions>> = {
  read,
  write,
  "read-write": readWrite,
  stream,
};

/** Whether a text is a kind of access. In JavaScript it can be any text. */
export function isUsualAccess(access: string): access is UsualAccess {
  return Object.hasOwn(tableActions, access);
}

/** The IAM actions of an access; none for a text that is no access. */
export function actionsOf(access: TableAccess): TableActions {
  if (typeof access !== "string") return singleActions(access);
  return isUsualAccess(access) ? tableActions[access] : singleActions([]);
}

function singleActions(actions: readonly string[]): TableActions {
  const full = actions.map((action) => `dynamodb:${plainAction(action)}`);
  return {
    table: full.filter((action) => !isStreamAction(action) && !isAccountAction(action)),
    index: full.filter(isIndexAction),
    stream: full.filter(isStreamAction),
    account: full.filter(isAccountAction),
    key: keyActions(full),
  };
}

/** Actions that only read or change a table's settings decrypt nothing. */
function keyActions(actions: readonly string[]): readonly string[] {
  if (actions.some(isWriteAction)) return write.key;
  return actions.some(touchesData) ? read.key : [];
}

function joined(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())];
}

import { isKnown } from "../rules/known-value";

const pattern = /^arn:(aws[a-z-]*):dynamodb:([a-z0-9-]+):(\d{12}):table\/([A-Za-z0-9_.-]+)$/;

/** The parts of a table's ARN. */
export interface TableArn {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** The parts of a table's ARN; undefined for any other text, and for an ARN that is known at apply only. */
export function parsedTableArn(arn: string | undefined): TableArn | undefined {
  const [, partition, region, account, name] = (isKnown(arn) ? pattern.exec(arn) : null) ?? [];
  if (partition === undefined || region === undefined || account === undefined || name === undefined)
    return undefined;
  return { partition, region, account, name };
}

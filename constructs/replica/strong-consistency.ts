/**
 * How replicas agree. `eventual`: each region takes writes and tells the others within a second or so. `strong`:
 * a write is in every region before it is acknowledged, and a read anywhere sees it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export type Consistency = "eventual" | "strong";

/** The regions within which tables can be strongly consistent: all of a table's lie in one of these sets. */
export const regionSets: readonly (readonly string[])[] = [
  ["us-east-1", "us-east-2", "us-west-2"],
  ["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"],
  ["ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
];

import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { Problem, TestCase } from "./rows";
import { rowsInMysql, type Stored } from "./stored";

/** The problems with their test cases, by id and by number. */
export class ProblemRepository {
  constructor(private readonly stored: Stored<Problem>) {}

  get(id: number): Promise<Problem | undefined> {
    return this.stored.records.get(id);
  }

  save(problem: Problem): Promise<void> {
    return this.stored.records.put(problem);
  }

  delete(id: number): Promise<void> {
    return this.stored.records.delete(id);
  }

  /** Reads one test case, which is an item of its own. @param number from 1 */
  testCase(id: number, number: number): Promise<TestCase | undefined> {
    const { old, client, mapping, records } = this.stored;
    return records.read(id, {
      old: async () => ((await old.read(id)) as Problem | undefined)?.test_cases[number - 1],
      new: async () => {
        const key = { PK: { S: `PROB#${id}` }, SK: { S: `TC#${String(number).padStart(4, "0")}` } };
        const { Item } = await client.send(
          new GetItemCommand({ TableName: mapping.table.name, Key: key, ConsistentRead: true }),
        );
        return Item && { input: Item["inp"]?.S ?? "", output: Item["out"]?.S ?? "" };
      },
    });
  }

  /** Finds a problem by the number that people know: `baekjoon`, `1000`. */
  async byNumber(platform: string, number: string): Promise<Problem | undefined> {
    const { records } = this.stored;
    const [problem] = await records.query({
      old: () =>
        rowsInMysql<Problem>(
          this.stored,
          "SELECT id FROM problems WHERE platform = ? AND problem_number = ?",
          [platform, number],
        ),
      new: () => this.inTable(platform, number),
      keysOf: (problems) => problems.map(({ id }) => id),
    });
    return problem;
  }

  /** The index has the id; the problem and its test cases are read from the table. */
  private async inTable(platform: string, number: string): Promise<Problem[]> {
    const { client, mapping, new: table } = this.stored;
    const { Items = [] } = await client.send(
      new QueryCommand({
        ...{ TableName: mapping.table.name, IndexName: "GSI1", KeyConditionExpression: "GSI1PK = :number" },
        ExpressionAttributeValues: { ":number": { S: `PROB#${platform}#${number}` } },
      }),
    );
    const items = await Promise.all(Items.map(({ id }) => table.read(Number(id?.N))));
    return items
      .map((some) => mapping.rowOf?.(some))
      .filter((row) => row !== undefined) as unknown as Problem[];
  }
}

import { randomInt } from "node:crypto";
import { CountingClient, ReadingClient, RecordsClient } from "./load";
import { plainJson } from "./stored-states";

const createdAt = "2026-11-26T10:00:00.000000";

/** Clients of every kind of request, each with records of its own. */
export class AlgoitnyLoad {
  private readonly users: RecordsClient;
  private readonly problems: RecordsClient;
  private readonly history: RecordsClient;
  private readonly counter: CountingClient;
  private readonly reader: ReadingClient;

  constructor(services: () => readonly string[]) {
    const of = (resource: string) => () => services().map((url) => `${url}/${resource}`);
    const keys = (first: number) => Array.from({ length: 8 }, (_, index) => String(first + index));
    const common = { restMs: 400 };
    this.users = new RecordsClient({
      ...{ ...common, urls: of("users"), seed: 1, keys: keys(2_000_000), make: user },
    });
    this.problems = new RecordsClient({
      ...{ ...common, urls: of("problems"), seed: 2, keys: keys(3_000_000), make: problem },
    });
    this.history = new RecordsClient({
      ...{ ...common, urls: of("history"), seed: 3, keys: keys(4_000_000), make: entry },
    });
    const any = () => services()[randomInt(services().length)] as string;
    this.counter = new CountingClient(() => `${any()}/users/12399/limits/counted?limit=1000000`, 400);
    this.reader = new ReadingClient({ urls: of("users"), seed: 4, keys: keys(12_345), restMs: 400 });
  }

  private get all() {
    return [this.users, this.problems, this.history, this.counter, this.reader];
  }

  async pause(): Promise<void> {
    await Promise.all(this.all.map((one) => one.pause()));
  }

  resume(): void {
    for (const one of this.all) one.resume();
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((one) => one.stop()));
  }

  /** What the rows should have and do not. */
  lost(rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>): string[] {
    const found = [
      { table: "users", client: this.users, column: "name" },
      { table: "problems", client: this.problems, column: "title" },
      { table: "search_history", client: this.history, column: "function_code" },
    ].flatMap(({ table, client, column }) =>
      client.expected
        .lost(
          (key) => rows.get(`${table} ${key}`),
          (one, other) => plainJson(one?.[column] ?? null) === plainJson(other?.[column] ?? null),
        )
        .map((key) => `${table} ${key}`),
    );
    const { acknowledged, unanswered } = this.counter;
    const counted = Number(rows.get("rate_limits 12399 counted")?.["requests"]);
    const isCounted = counted >= acknowledged && counted <= acknowledged + unanswered;
    return [
      ...found,
      ...(isCounted ? [] : [`counted ${counted} of ${acknowledged} (+ ${unanswered})`]),
      ...this.reader.failures,
    ];
  }

  get summary(): string {
    const changes = [this.users, this.problems, this.history].map(
      ({ expected: { acknowledged, unanswered } }) => `${acknowledged} (+ ${unanswered})`,
    );
    const { acknowledged, unanswered } = this.counter;
    return `${changes.join(", ")} changes, ${acknowledged} (+ ${unanswered}) counted, ${this.reader.served} reads`;
  }
}

function user(key: string, number: number) {
  return {
    ...{ email: `User${key}@Example.com`, name: `Zoë 🦉 ${number}`, created_at: createdAt },
    ...{ subscription_plan_id: number % 3 === 0 ? null : number % 3, is_active: 1, is_staff: number % 2 },
  };
}

function problem(key: string, number: number) {
  const tests = Array.from({ length: number % 4 }, (_, index) => ({
    input: `${index}\n`,
    output: `${number}`,
  }));
  return {
    ...{ platform: "baekjoon", problem_number: key, title: `Problem ${number}`, problem_url: null },
    ...{ tags: ["math", `tag ${number}`], solution_code: number % 2 ? "print(1)" : null, language: "python" },
    ...{ is_completed: number % 2, test_cases: tests, created_at: createdAt },
  };
}

function entry(_key: string, number: number) {
  return {
    ...{ user_id: number % 5 === 0 ? null : 12_345, problem_id: 1, function_code: `print(${number})` },
    ...{ passed_count: number, failed_count: 0, is_code_public: number % 2, created_at: createdAt },
    result_summary: number % 2 ? { memoryMb: number / 8, slowest: { case: 1 } } : null,
  };
}

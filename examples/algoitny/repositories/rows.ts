/** Rows as the library reads them from MySQL. A time is a DATETIME(6): `2026-11-26T10:00:00.000000`, in UTC. */
export interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly subscription_plan_id: number | null;
  readonly is_active: 0 | 1;
  readonly is_staff: 0 | 1;
  readonly created_at: string;
}

export interface TestCase {
  readonly input: string;
  readonly output: string;
}

/** A problem with its test cases. */
export interface Problem {
  readonly id: number;
  readonly platform: string;
  readonly problem_number: string;
  readonly title: string;
  readonly problem_url: string | null;
  readonly tags: readonly string[];
  readonly solution_code: string | null;
  readonly language: string;
  readonly is_completed: 0 | 1;
  readonly test_cases: readonly TestCase[];
  readonly created_at: string;
}

/** A submitted solution. */
export interface HistoryEntry {
  readonly id: number;
  readonly user_id: number | null;
  readonly problem_id: number;
  readonly function_code: string;
  readonly passed_count: number;
  readonly failed_count: number;
  readonly is_code_public: 0 | 1;
  readonly result_summary: Readonly<Record<string, unknown>> | null;
  readonly created_at: string;
}

/** What a user has used. */
export interface UsageEntry {
  readonly id: number;
  readonly user_id: number;
  readonly action: string;
  readonly problem_id: number | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

/** A time as MySQL returns it, so that both stores hold the same text. @throws RangeError if it is none */
export function dateTime(time: Date | string): string {
  const text = typeof time === "string" ? time : time.toISOString();
  const [, toSeconds, fraction = ""] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z?$/.exec(text) ?? [];
  if (toSeconds === undefined) throw new RangeError(`expected a time in UTC, got ${text}`);
  return `${toSeconds}.${fraction.padEnd(6, "0")}`;
}

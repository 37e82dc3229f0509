/** A row of the files: eight attributes, about 200 bytes as JSON. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly score: number;
  readonly visits: number;
  readonly active: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** `short`: scores of two decimals; `long`: doubles of about 16 digits. */
export type Digits = "short" | "long";

/** The same rows every time. */
export function* userRows(count: number, digits: Digits): Generator<UserRow> {
  const random = randomNumbers();
  for (let number = 0; number < count; number++) {
    const score = random() * 1000;
    yield {
      id: `user-${number}`,
      email: `User.${number}@Example.com`,
      name: `Name ${number} Surname`,
      score: digits === "long" ? score : Math.round(score * 100) / 100,
      visits: Math.floor(random() * 1000),
      active: number % 3 === 0,
      created_at: instant(1.6e9 + number),
      updated_at: instant(1.7e9 + number),
    };
  }
}

/** A row of two attributes, about 30 bytes as JSON. */
export interface VisitsRow {
  readonly id: string;
  readonly visits: number;
}

/** The same rows every time. */
export function* visitsRows(count: number): Generator<VisitsRow> {
  for (let number = 0; number < count; number++) yield { id: `user-${number}`, visits: number % 1000 };
}

function instant(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** Numbers from 0 to 1 with 53 random bits, from a linear congruential generator. */
function randomNumbers(): () => number {
  let state = 12345n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 11n) / 2 ** 53;
  };
}

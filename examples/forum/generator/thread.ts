import { decimal } from "./decimals";
import { title } from "./prose";
import type { Random } from "./random";
import { snowflake } from "./snowflake";
import type { User } from "./user";
import { boards, tags } from "./words";

const dayMs = 86_400_000;

export type Thread = ReturnType<typeof makeThread>;

/** The n-th thread, opened by one of the users after they joined. */
export function makeThread(random: Random, n: number, users: readonly User[]) {
  const { userId, joinedAt } = random.pick(users);
  const createdAt = joinedAt + random.integer(60_000, 500 * dayMs);
  return {
    threadId: random.id("thr"),
    legacyId: snowflake(createdAt, n),
    board: random.pick(boards),
    createdAt,
    userId,
    title: title(random),
    tags: random.sample(tags, random.integer(0, 4)),
    isPinned: random.chance(0.01),
    isLocked: random.chance(0.04),
    views: Math.floor(5 / (random.next() + 0.0001)),
    score: decimal(random),
    acceptedPostId: null,
    summary: random.pick(["", null, title(random)]),
    poll: random.chance(0.06) ? poll(random, createdAt) : null,
  };
}

function poll(random: Random, createdAt: number) {
  return {
    question: title(random),
    closesAt: random.chance(0.5) ? createdAt + 14 * dayMs : null,
    multiple: random.chance(0.3),
    options: random.times(random.integer(2, 5), () => ({
      text: title(random),
      votes: random.integer(0, 90),
    })),
  };
}

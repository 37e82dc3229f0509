import { decimal } from "./decimals";
import { ExactNumber } from "./exact-json";
import { body } from "./prose";
import type { Random } from "./random";
import { snowflake } from "./snowflake";
import type { Thread } from "./thread";
import type { User } from "./user";
import { editReasons, reactions } from "./words";

const hourMs = 3_600_000;

export type Post = ReturnType<typeof makePost>;

/** The post of the same thread that was written before. */
type Earlier = Readonly<Record<"postId", string> & Record<"createdAt", number>>;

/** The n-th post: the one that opens its thread, or an answer to the one before it. */
export function makePost(
  random: Random,
  n: number,
  thread: Thread,
  users: readonly User[],
  before?: Earlier,
) {
  const { userId } = before === undefined ? thread : random.pick(users);
  const createdAt =
    before === undefined ? thread.createdAt : before.createdAt + random.integer(9_000, 40 * hourMs);
  return {
    postId: random.id("pst"),
    threadId: thread.threadId,
    userId,
    createdAt,
    legacyId: snowflake(createdAt, n),
    body: body(random),
    likes: Math.floor(1 / (random.next() + 0.005)) - 1,
    score: random.chance(0.2) ? new ExactNumber("0.5") : decimal(random),
    isDeleted: random.chance(0.02),
    replyTo: before !== undefined && random.chance(0.4) ? before.postId : null,
    edits: random.chance(0.1) ? edits(random, createdAt, userId) : [],
    reactions: Object.fromEntries(
      random.sample(reactions, random.integer(-4, 3)).map((name) => [name, random.integer(1, 30)]),
    ),
    ...(random.chance(0.04) && { attachments: attachments(random) }),
  };
}

function edits(random: Random, createdAt: number, by: string) {
  return random.times(random.integer(1, 3), (index) => ({
    editedAt: createdAt + (index + 1) * random.integer(60_000, hourMs),
    by,
    reason: random.pick([...editReasons, null]),
    changes: { added: random.integer(0, 200), removed: random.integer(0, 50), ratio: decimal(random) },
  }));
}

function attachments(random: Random) {
  return random.times(random.integer(1, 2), () => ({
    name: random.pick(["screenshot.png", "日誌.txt", "trace (1).log", "résumé.pdf"]),
    bytes: random.integer(1, 8_000_000),
    dimensions: random.chance(0.5) ? [1920, 1080] : null,
  }));
}

import { type Post, makePost } from "./post";
import { Random } from "./random";
import { makeThread, type Thread } from "./thread";
import { makeUser, type User } from "./user";

/** How many of each there are. There is at least one post a thread. */
export interface ForumSize {
  readonly users: number;
  readonly threads: number;
  readonly posts: number;
}

/** The size of the checked-in files: 57,000 items. */
export const fullSize: ForumSize = { users: 2_000, threads: 5_000, posts: 50_000 };

export interface Forum {
  readonly users: readonly User[];
  readonly threads: readonly Thread[];
  readonly posts: readonly Post[];
}

/** A forum of that size; the same for the same seed. */
export function makeForum(size: ForumSize, seed = 20_190_301): Forum {
  const random = new Random(seed);
  const users = random.times(size.users, (n) => makeUser(random, n));
  const threads = random.times(size.threads, (n) => makeThread(random, n, users));
  return { users, threads, posts: makePosts(random, size.posts, threads, users) };
}

/** Posts in the order in which they were written; a few threads have most of them. */
function makePosts(
  random: Random,
  count: number,
  threads: readonly Thread[],
  users: readonly User[],
): Post[] {
  const last = new Map<string, Post>();
  const posts = random.times(count, (n) => {
    const popular = Math.floor(threads.length * random.next() ** 2);
    const thread = threads[n < threads.length ? n : popular] as Thread;
    const post = makePost(random, n, thread, users, last.get(thread.threadId));
    last.set(thread.threadId, post);
    return post;
  });
  return posts.sort((a, b) => a.createdAt - b.createdAt || (a.postId < b.postId ? -1 : 1));
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { jsonLines } from "./exact-json";
import type { Forum } from "./forum";

/**
 * The three databases of the forum's services. Users and threads are as json-server keeps them, an object
 * with the collection's name; posts are a plain array.
 */
export function forumFiles({ users, threads, posts }: Forum): Readonly<Record<string, string>> {
  return {
    "users/db.json": `{"users":${jsonLines(users)}}\n`,
    "threads/db.json": `{"threads":${jsonLines(threads)}}\n`,
    "posts/db.json": `${jsonLines(posts)}\n`,
  };
}

export function writeForumFiles(folder: string, forum: Forum): void {
  Object.entries(forumFiles(forum)).forEach(([name, text]) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fullSize, makeForum } from "../../examples/forum/generator/forum";
import { forumFiles } from "../../examples/forum/generator/forum-files";

const folder = join(__dirname, "..", "..", "examples", "forum");
const checkedIn = (name: string) => readFileSync(join(folder, name), "utf8");
const sha256 = (text = "") => createHash("sha256").update(text).digest("hex");

const forum = makeForum(fullSize);
const files = forumFiles(forum);
const all = Object.values(files).join("");

describe("the forum's data", () => {
  it("has users as the generator makes them", () => {
    expect(sha256(checkedIn("users/db.json"))).toBe(sha256(files["users/db.json"]));
  });

  it("has threads as the generator makes them", () => {
    expect(sha256(checkedIn("threads/db.json"))).toBe(sha256(files["threads/db.json"]));
  });

  it("has posts as the generator makes them", () => {
    expect(sha256(checkedIn("posts/db.json"))).toBe(sha256(files["posts/db.json"]));
  });

  it("has 57,000 items, each with a key of its own", () => {
    expect(new Set(forum.users.map(({ userId }) => userId)).size).toBe(2_000);
    expect(new Set(forum.threads.map(({ threadId }) => threadId)).size).toBe(5_000);
    expect(new Set(forum.posts.map(({ postId }) => postId)).size).toBe(50_000);
  });

  it("has an address of its own for every user", () => {
    expect(new Set(forum.users.map(({ email }) => email)).size).toBe(2_000);
  });

  it("refers only to users and threads that are there", () => {
    const users = new Set(forum.users.map(({ userId }) => userId));
    const threads = new Set(forum.threads.map(({ threadId }) => threadId));
    expect(forum.threads.filter(({ userId }) => !users.has(userId))).toEqual([]);
    expect(forum.posts.filter((post) => !users.has(post.userId) || !threads.has(post.threadId))).toEqual([]);
  });

  it("has numbers that a double cannot carry", () => {
    expect(all).toMatch(/"legacyId":\d{19},/);
    expect(all).toContain('"quotaBytes":18446744073709551615');
    expect(all).toContain(":3.141592653589793238");
    expect(all).toContain(":1e-7");
  });

  it("has empty texts, nulls, booleans, nested objects and arrays", () => {
    expect(all).toMatch(/"bio":""/);
    expect(all).toMatch(/"lastLoginAt":null/);
    expect(all).toMatch(/"isDeleted":true/);
    expect(all).toMatch(/"changes":\{"added":\d+/);
    expect(all).toMatch(/"mutedBoards":\["/);
  });

  it("has text beyond ASCII: joined emoji, combining accents, right-to-left, outside the first plane", () => {
    expect(all).toContain("👨‍👩‍👧‍👦");
    expect(all).toContain("e\u0301");
    expect(all).toContain("\u202Bمرحبا");
    expect(all).toContain("𠮷野");
  });
});

import { describe, expect, it } from "vitest";
import { differenceOf } from "../../../migrations/local/table-difference";
import { readTableResource } from "../../../migrations/local/table-resource";
import { posts } from "./synth-folder";

const wanted = readTableResource(posts, "posts").create;
const present = (changed: object) => readTableResource({ ...posts, ...changed }, "posts").create as object;

describe("differenceOf", () => {
  it("finds none when only capacity and stream differ", () => {
    expect(differenceOf(wanted, present({ read_capacity: 9, stream_enabled: false }))).toBeNull();
  });

  it("finds another sort key", () => {
    expect(differenceOf(wanted, present({ range_key: "userId" }))).toEqual({
      what: "keys",
      expected: "postId:S, threadId:S",
      found: "postId:S, userId:S",
    });
  });

  it("finds a missing index", () => {
    expect(differenceOf(wanted, present({ global_secondary_index: [] }))).toEqual({
      what: "indexes",
      expected: "CreatedAtIndex (postId:S, createdAt:N), UserIndex (userId:S, createdAt:N)",
      found: "CreatedAtIndex (postId:S, createdAt:N)",
    });
  });

  it("tells a second partition key attribute from a sort key", () => {
    const keys = (second: string) => ({
      global_secondary_index: [
        {
          name: "UserIndex",
          key_schema: [
            { attribute_name: "userId", key_type: "HASH" },
            { attribute_name: "createdAt", key_type: second },
          ],
        },
      ],
    });
    const wantedKeys = readTableResource({ ...posts, ...keys("HASH") }, "posts").create;
    expect(differenceOf(wantedKeys, present(keys("RANGE")))).toEqual({
      what: "indexes",
      expected: "CreatedAtIndex (postId:S, createdAt:N), UserIndex (userId:S + createdAt:N)",
      found: "CreatedAtIndex (postId:S, createdAt:N), UserIndex (userId:S, createdAt:N)",
    });
  });
});

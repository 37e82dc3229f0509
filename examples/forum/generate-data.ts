import { parseArgs } from "node:util";
import { fullSize, makeForum } from "./generator/forum";
import { writeForumFiles } from "./generator/forum-files";

// npx tsx examples/forum/generate-data.ts [--to <folder>] [--share <0..1>]
//
// Makes the checked-in files again, or a smaller forum of the same kind somewhere else.
const { values } = parseArgs({
  options: { to: { type: "string", default: __dirname }, share: { type: "string", default: "1" } },
});
const share = Number(values.share);
if (!(share > 0 && share <= 1)) {
  throw new Error(
    `--share: expected a number above 0 and at most 1, got ${values.share}: 0.01 makes 570 items`,
  );
}
writeForumFiles(
  values.to,
  makeForum({
    users: Math.ceil(fullSize.users * share),
    threads: Math.ceil(fullSize.threads * share),
    posts: Math.ceil(fullSize.posts * share),
  }),
);

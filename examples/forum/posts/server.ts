import { start } from "../shared/service";

void start({
  kind: "posts",
  listings: [
    { by: "threadId", index: "ThreadIndex" },
    { by: "userId", index: "UserIndex" },
  ],
});

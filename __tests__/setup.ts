import { beforeAll, expect } from "vitest";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

// The runner's tests have nothing to do with cdktf, which takes its time to load.
if (!expect.getState().testPath?.includes("/__tests__/migrations/")) {
  beforeAll(async () => {
    // cdktf's matchers look for a global `expect`.
    Object.assign(globalThis, { expect });
    (await import("cdktf")).Testing.setupJest();
  });
}

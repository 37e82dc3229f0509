import { Testing } from "cdktf";
import { expect } from "vitest";

// cdktf's matchers look for a global `expect`.
Object.assign(globalThis, { expect });
Testing.setupJest();

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

import { Testing } from "cdktf";
import { expect } from "vitest";

// cdktf's matchers look for a global `expect`.
Object.assign(globalThis, { expect });
Testing.setupJest();

import { framework } from "./cdktf";
import { missingPackage } from "./missing-package";

// Imported before anything that imports the framework. Both frameworks are optional peer dependencies, so that npm
// installs none of them by itself.
try {
  /* oxlint-disable typescript/no-require-imports -- an import declaration cannot be in a try block */
  require("cdktf");
  require("@cdktf/provider-aws/lib/provider");
  /* oxlint-enable typescript/no-require-imports */
} catch (cause) {
  throw missingPackage(framework, cause) ?? cause;
}

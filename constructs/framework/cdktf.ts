/**
 * The framework that this build of the constructs is for. In the build for CDK Terrain (`write-cdktn.mjs`), imports of this
 * file are imports of `framework/cdktn`.
 */
export { cdktf as framework } from "./frameworks";

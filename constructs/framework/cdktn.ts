/** The framework that the constructs are for if `write-cdktn.mjs` wrote them. */
export { cdktn as framework } from "./frameworks";

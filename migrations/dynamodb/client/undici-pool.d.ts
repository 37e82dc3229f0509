/** The file of undici that defines `Pool`. undici declares types for its main module only, and has no `exports`. */
declare module "undici/lib/dispatcher/pool.js" {
  import { Pool } from "undici";
  export default Pool;
}

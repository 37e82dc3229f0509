import type { SourceKind } from "../../definition/definition-schema";
import type { KeyedTable } from "../../scaffold/keyed-table";
import type { Scaffold, SkippedTable } from "../../scaffold/scaffold";

/** What `init --from` names. */
export interface InitSource {
  readonly kind: SourceKind;
  /** As migration.yaml has it. */
  readonly location: (service: string) => string;
  /** The variable that must hold the URL, for databases. */
  readonly variable?: (service: string) => string;
  readonly shown: string;
  /** The default name of the service. */
  readonly service: string;
  /** The tables that a design is made from, or the design itself, where the source says it. */
  readonly found: () => Promise<readonly (KeyedTable | SkippedTable)[] | Scaffold>;
}

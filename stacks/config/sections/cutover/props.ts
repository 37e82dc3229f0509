import type { CutoverControlProps, DashboardGraph, Encryption } from "../../../../constructs";
import {
  cutoverGrants,
  cutoverGraphs,
  cutoverTableName,
  cutoverTableProps,
  type GrantSettings,
} from "../../../../constructs/internal";
import { cutoverName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { tableEncryption } from "../tables/props";

/** The props of the cutover's control, without the topics of its alarms; undefined if the file has no cutover. */
export function cutoverProps(config: TablesConfig): CutoverControlProps | undefined {
  const { cutover, defaults = {}, regions } = config;
  if (cutover === undefined) return undefined;
  const { deletionProtection = defaults.deletionProtection, alarms } = cutover;
  const { pointInTimeRecovery, tags } = defaults;
  return {
    ...{ name: cutoverName(config), region: regions.primary },
    ...{ deletionProtection, pointInTimeRecovery, tags, alarms },
    encryption: inOneRegion(tableEncryption(defaults.encryption, config)),
  };
}

/** The tables have no replicas that need keys of their own. */
function inOneRegion(encryption: Encryption | undefined): Encryption | undefined {
  if (encryption?.kind !== "customer-managed") return encryption;
  return { ...encryption, replicaKeyArns: undefined };
}

/** The graphs of the cutover for the dashboard of the primary region; none without a cutover. */
export function cutoverGraphsOf(config: TablesConfig): DashboardGraph[] {
  const props = cutoverProps(config);
  return props === undefined ? [] : cutoverGraphs(props.name, cutoverTableName(props.name, "control"));
}

/** What a task role may do with the tables of the cutover; nothing if it does not take part. */
export function cutoverGrantsOf(config: TablesConfig, role: string): GrantSettings[] {
  const props = cutoverProps(config);
  if (props === undefined || !config.cutover?.taskRoles?.includes(role)) return [];
  return cutoverGrants.application.map(({ table, ...grant }) => ({
    ...grant,
    table: { props: cutoverTableProps(props, table) },
  }));
}

import type { TerraformStack } from "cdktf";
import { NotificationTopic } from "../constructs";
import { topicRegion } from "../constructs/internal";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/**
 * ARNs of the topics that alarms of a region notify: one for the e-mail addresses of the file, which is created once per
 * stack, and the existing topics of this region.
 */
export function alarmTopics(stack: TerraformStack, config: TablesConfig, region: string): string[] {
  const { emails = [], topicArns = [] } = config.alarms ?? {};
  const own = emails.length === 0 ? [] : [emailTopic(stack, config, emails).arn];
  return [...own, ...topicArns.filter((arn) => topicRegion(arn) === region)];
}

function emailTopic(
  stack: TerraformStack,
  config: TablesConfig,
  emails: readonly string[],
): NotificationTopic {
  const id = "alarmTopic";
  const existing = stack.node.tryFindChild(id) as NotificationTopic | undefined;
  return existing ?? new NotificationTopic(stack, id, { name: `${serviceName(config)}-alarms`, emails });
}

import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { Construct } from "constructs";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { noteName, usedNameViolations } from "../rules/unique-names";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { alarmNameViolations } from "./alarm-rules";
import { topicArnViolations } from "./topic-rules";

/** The props of a {@link CompositeAlarm}. */
export interface CompositeAlarmProps {
  /** 1 to 255 characters, unique in the account and region; changing it replaces the alarm. */
  readonly name: string;
  /** Text of the notification. */
  readonly description: string;
  /** 1 to 100 metric alarms or composite alarms in the same account and region. */
  readonly alarms: readonly { readonly alarmName: string }[];
  /** ARNs of topics to notify when the first alarm goes off and when the last one is over. @default nobody */
  readonly topicArns?: readonly string[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/** An alarm that is on as long as any of others is. */
export class CompositeAlarm extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: CloudwatchCompositeAlarm;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: CompositeAlarmProps) {
    const usedNames = usedNameViolations(scope, "alarm", props.name);
    refuse("CompositeAlarm", scope, id, [...compositeViolations(props), ...usedNames]);
    super(scope, id);
    noteName(this, "alarm", props.name);
    const { topicArns = [], tags } = props;
    this.resource = new CloudwatchCompositeAlarm(this, "Resource", {
      alarmName: props.name,
      alarmDescription: props.description,
      alarmRule: props.alarms.map(({ alarmName }) => `ALARM("${alarmName}")`).join(" OR "),
      ...(topicArns.length === 0 ? {} : { alarmActions: [...topicArns], okActions: [...topicArns] }),
      tags: tags && { ...tags },
    });
  }

  /** A reference through this attribute makes Terraform create the alarm first. */
  get alarmName(): string {
    return this.resource.alarmName;
  }

  /** ARN of the alarm, for dashboards. */
  get arn(): string {
    return this.resource.arn;
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function compositeViolations({ name, alarms, topicArns, tags }: CompositeAlarmProps): Violation[] {
  return [
    ...alarmNameViolations(name),
    ...violationIf(
      isKnown(alarms) && (alarms.length < 1 || alarms.length > 100),
      "composite-alarms",
      ["alarms"],
      `must be 1 to 100 alarms, got ${alarms.length}`,
    ),
    ...topicArnViolations(["topicArns"], topicArns),
    ...tagViolations(tags),
  ];
}

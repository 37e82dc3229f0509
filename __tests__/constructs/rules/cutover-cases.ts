import type { CutoverControlProps } from "../../../constructs";
import { cutoverControlViolations } from "../../../constructs/internal";
import { letters, type LimitCase, limitsOf } from "./limit-case";
import type { RuleCase } from "./rule-case";

const inCutover = (props: Partial<CutoverControlProps>) =>
  cutoverControlViolations({ name: "forum-cutover", region: "us-east-1", ...props });

export const cutoverCases: RuleCase[] = [
  {
    rule: "cutover-name",
    when: "the name has a space",
    violations: inCutover({ name: "forum cutover" }),
    path: "name",
    message: 'must be 1 to 240 characters of A-Z, a-z, 0-9, _, . and -, got "forum cutover"',
  },
  {
    rule: "alarm-period",
    when: "the period of an alarm of a cutover is 45 seconds",
    violations: inCutover({ alarms: { ledgerAge: { periodSeconds: 45 } } }),
    path: "alarms.ledgerAge.periodSeconds",
    message: "must be 10, 20, 30 or a multiple of 60 seconds, got 45",
  },
  {
    rule: "point-in-time-recovery",
    when: "the tables of a cutover can be restored for 36 days",
    violations: inCutover({ pointInTimeRecovery: 36 }),
    path: "pointInTimeRecovery",
    message: "must be 1 to 35 whole days, or false for none, got 36",
  },
  {
    rule: "topic-arn",
    when: "a cutover notifies a topic by its name",
    violations: inCutover({ topicArns: ["ops"] }),
    path: "topicArns.0",
    message: 'must be the ARN of an SNS topic (arn:aws:sns:<region>:<account>:<name>), got "ops"',
  },
];

export const cutoverLimitCases: LimitCase[] = limitsOf(
  "cutover-name",
  (name: string) => inCutover({ name }),
  {
    "1 character": ["a", ""],
    "240 characters": [letters(240), letters(241)],
  },
);

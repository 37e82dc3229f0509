import type { Answer } from "../http-exchange";
import { forward, type Moto, type MotoRequest } from "./moto-request";

/** The rules of alarms over alarms, as XML, by region and name. */
export type CompositeRules = Map<string, string>;

const action = "PutCompositeAlarm";
const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Alarms over alarms: moto keeps all of them but their rules, as metric alarms. */
export async function compositeAlarms(
  moto: Moto,
  request: MotoRequest,
  rules: CompositeRules,
): Promise<Answer | null> {
  if (request.service !== "monitoring") return null;
  const asked = new URLSearchParams(request.question.body.toString());
  const at = (name: string | null) => JSON.stringify([request.region, name]);
  if (asked.get("Action") === action) {
    const rule = (asked.get("AlarmRule") ?? "").replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);
    rules.set(at(asked.get("AlarmName")), rule);
    const body = Buffer.from(request.question.body.toString().replace(action, "PutMetricAlarm"));
    return forward(moto, { ...request, question: { ...request.question, body } });
  }
  const rule = rules.get(at(asked.get("AlarmNames.member.1")));
  if (asked.get("Action") !== "DescribeAlarms" || rule === undefined) return null;
  const answer = await forward(moto, request);
  const text = answer.body
    .toString()
    .replaceAll(/<CompositeAlarms ?\/>|<CompositeAlarms><\/CompositeAlarms>/g, "")
    .replaceAll("MetricAlarms>", "CompositeAlarms>")
    .replace("<member>", `<member><AlarmRule>${rule}</AlarmRule>`);
  return { ...answer, body: Buffer.from(text) };
}

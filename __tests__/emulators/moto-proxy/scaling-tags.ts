import { type Answer, jsonAnswer } from "../http-exchange";
import { bodyOf, forward, type Moto, type MotoRequest } from "./moto-request";

type Tags = Readonly<Record<string, string>>;

/** The tags of scalable targets by their ARNs. */
export type TagsByArn = Map<string, Tags>;

/** Tags in Application Auto Scaling; moto makes scalable targets without them. */
export async function scalingTags(moto: Moto, request: MotoRequest, all: TagsByArn): Promise<Answer | null> {
  if (request.service !== "application-autoscaling") return null;
  const {
    ResourceARN,
    Tags,
    TagKeys = [],
  } = request.body as {
    ResourceARN?: string;
    Tags?: Tags;
    TagKeys?: readonly string[];
  };
  const arn = String(ResourceARN);
  switch (request.operation) {
    case "RegisterScalableTarget":
      return register(moto, request, Tags, all);
    case "ListTagsForResource":
      return jsonAnswer(200, { Tags: all.get(arn) ?? {} });
    case "TagResource":
      all.set(arn, { ...all.get(arn), ...Tags });
      return jsonAnswer(200, {});
    case "UntagResource":
      all.set(arn, without(all.get(arn) ?? {}, TagKeys));
      return jsonAnswer(200, {});
    default:
      return null;
  }
}

async function register(moto: Moto, request: MotoRequest, tags: Tags | undefined, all: TagsByArn) {
  const answer = await forward(moto, request);
  const { ScalableTargetARN } = bodyOf<{ ScalableTargetARN?: string }>(answer);
  if (tags !== undefined && ScalableTargetARN !== undefined) all.set(ScalableTargetARN, tags);
  return answer;
}

function without(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

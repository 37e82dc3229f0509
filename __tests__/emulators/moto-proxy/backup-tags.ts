import { type Answer, jsonAnswer } from "../http-exchange";
import { bodyOf, type MotoRequest } from "./moto-request";

type Tags = Readonly<Record<string, string>>;

/** The tags of what AWS Backup keeps, by ARN. */
export type BackupTags = Map<string, Tags>;

/** Tags of vaults, plans and restore tests: moto looks for them under paths that the SDK does not ask for. */
export async function backupTags(
  request: MotoRequest,
  all: BackupTags,
  make: () => Promise<Answer>,
): Promise<Answer | null> {
  const { method, path } = request.question;
  const [, verb, encoded] = /^\/(tags|untag)\/([^?]+?)\/?(?:\?.*)?$/.exec(path) ?? [];
  if (encoded !== undefined) return tagged(request, all, decodeURIComponent(encoded), verb === "untag");
  if (method !== "PUT") return null;
  const { BackupVaultTags, BackupPlanTags, Tags = BackupVaultTags ?? BackupPlanTags } = written(request);
  if (Tags === undefined) return null;
  const answer = await make();
  const made = bodyOf<Record<string, string>>(answer);
  all.set(made["BackupVaultArn"] ?? made["BackupPlanArn"] ?? made["RestoreTestingPlanArn"] ?? "", Tags);
  return answer;
}

function tagged(request: MotoRequest, all: BackupTags, arn: string, isRemoval: boolean): Answer {
  const { Tags = {}, TagKeyList = [] } = request.question.method === "GET" ? {} : written(request);
  const kept = Object.entries({ ...all.get(arn), ...(isRemoval ? {} : Tags) });
  const left = kept.filter(([key]) => !TagKeyList.includes(key));
  all.set(arn, Object.fromEntries(left));
  return jsonAnswer(200, { Tags: all.get(arn) });
}

interface Written {
  readonly BackupVaultTags?: Tags;
  readonly BackupPlanTags?: Tags;
  readonly Tags?: Tags;
  readonly TagKeyList?: readonly string[];
}

function written({ question }: MotoRequest): Written {
  return JSON.parse(question.body.toString() || "{}") as Written;
}

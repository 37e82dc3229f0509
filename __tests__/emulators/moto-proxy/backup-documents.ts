import { type Answer, jsonAnswer } from "../http-exchange";
import type { MotoRequest } from "./moto-request";

type Document = Readonly<Record<string, unknown>>;

/** What was put to AWS Backup, by region and path. */
export type BackupDocuments = Map<string, Document>;

/** A kind of thing that AWS Backup keeps and moto lacks. */
interface Kind {
  /** Where one is made; its name or id is added to that path. */
  readonly collection: RegExp;
  /** What is kept of what was put. */
  readonly keep: (body: Document, path: string) => { readonly id: string; readonly document: Document };
}

const selection: Kind = {
  collection: /^\/backup\/plans\/[^/]+\/selections$/,
  keep: (body, path) => {
    const id = `selection-${String((body["BackupSelection"] as Document)["SelectionName"])}`;
    return { id, document: { ...body, SelectionId: id, BackupPlanId: path.split("/")[3] } };
  },
};

const restoreTestingPlan: Kind = {
  collection: /^\/restore-testing\/plans$/,
  keep: ({ RestoreTestingPlan: plan }) => {
    const id = String((plan as Document)["RestoreTestingPlanName"]);
    const RestoreTestingPlanArn = `arn:aws:backup:us-east-1:123456789012:restore-testing-plan:${id}`;
    const named = { RestoreTestingPlanArn, RestoreTestingPlanName: id };
    const usual = { ScheduleExpressionTimezone: "Etc/UTC", StartWindowHours: 24 };
    return { id, document: { ...named, RestoreTestingPlan: { ...usual, ...(plan as Document), ...named } } };
  },
};

const restoreTestingSelection: Kind = {
  collection: /^\/restore-testing\/plans\/[^/]+\/selections$/,
  keep: ({ RestoreTestingSelection: selected }, path) => {
    const id = String((selected as Document)["RestoreTestingSelectionName"]);
    const RestoreTestingPlanName = path.split("/")[3];
    const named = { RestoreTestingPlanName, RestoreTestingSelectionName: id };
    const kept = { ValidationWindowHours: 0, ...(selected as Document), RestoreTestingPlanName };
    return { id, document: { ...named, RestoreTestingSelection: kept } };
  },
};

const kinds = [selection, restoreTestingPlan, restoreTestingSelection];

/** There from the first, and one a region. */
const settings = /^\/account-settings$/;
/** One each a vault, at paths of their own. */
const ofVault = /^\/backup-vaults\/[^/]+\/(notification-configuration|access-policy)$/;

/** Selections, restore tests, vaults' notifications and policies, and the region's settings: moto's AWS Backup has none of them. */
export function backupDocuments(request: MotoRequest, kept: BackupDocuments): Answer | null {
  const path = request.question.path.replace(/\/?(\?.*)?$/, "");
  const at = (place: string) => JSON.stringify([request.region, place]);
  const { method } = request.question;
  const kind = kinds.find(({ collection }) => collection.test(path));
  if (kind && method === "PUT") {
    const { id, document } = kind.keep(bodyOf(request), path);
    kept.set(at(`${path}/${id}`), document);
    return jsonAnswer(200, document);
  }
  if (settings.test(path) || ofVault.test(path)) return single(request, kept, at(path), path);
  if (!kinds.some(({ collection }) => collection.test(path.replace(/\/[^/]+$/, "")))) return null;
  const found = kept.get(at(path));
  if (method === "DELETE") kept.delete(at(path));
  return found ? jsonAnswer(200, method === "DELETE" ? {} : found) : absent(path);
}

function single(request: MotoRequest, kept: BackupDocuments, key: string, path: string): Answer {
  const { method } = request.question;
  if (method === "PUT") kept.set(key, { ...kept.get(key), ...bodyOf(request) });
  if (method === "DELETE") kept.delete(key);
  const found = kept.get(key) ?? (settings.test(path) ? {} : undefined);
  if (method !== "GET") return jsonAnswer(200, {});
  return found ? jsonAnswer(200, { ...found, BackupVaultName: path.split("/")[2] }) : absent(path);
}

function bodyOf({ question }: MotoRequest): Document {
  return JSON.parse(question.body.toString()) as Document;
}

function absent(path: string): Answer {
  const name = "ResourceNotFoundException";
  const answer = jsonAnswer(404, { __type: name, message: `Cannot find ${path}` });
  return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": name } };
}

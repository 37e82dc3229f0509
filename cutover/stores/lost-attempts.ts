import type { DeleteItemCommand, PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";

/** A command that writes, before it is sent. */
export type WriteCommand = PutItemCommand | DeleteItemCommand | TransactWriteItemsCommand;

/** What became of a command's attempts. */
export interface Attempts {
  /** Whether one got no response, so that it may still be carried out. */
  readonly hasLost: boolean;
}

/** Errors of attempts that never reached the service. */
const neverSent: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * Watches the attempts of a command: the SDK repeats those without a response, and tells only how many there were.
 *
 * @param assertValid is called before each attempt, which it ends with its error
 */
export function watchAttempts(command: WriteCommand, assertValid: () => void): Attempts {
  const attempts = { hasLost: false };
  // The stacks of all commands take this middleware; only their types differ.
  const { middlewareStack } = command as PutItemCommand;
  middlewareStack.add(
    (next) => async (args) => {
      assertValid();
      try {
        return await next(args);
      } catch (error) {
        if (isLost(error)) attempts.hasLost = true;
        throw error;
      }
    },
    { step: "finalizeRequest", priority: "low", name: "watchAttempts" },
  );
  return attempts;
}

function isLost(error: unknown): boolean {
  const { code, $metadata, $response } = error as {
    readonly code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: unknown;
  };
  if ($metadata?.httpStatusCode !== undefined || $response !== undefined) return false;
  return code === undefined || !neverSent.has(code);
}

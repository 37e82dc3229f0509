/** Whether an error says that the stack is full, as it is if a value is nested thousands of levels deep. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

/** `2026-01-31 14:05:09 UTC` */
export function utc(at: string): string {
  return `${at.slice(0, 19).replace("T", " ")} UTC`;
}

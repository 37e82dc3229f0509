/** A time in the name of a folder or a run: `20251103-140509`, in UTC. */
export function timeStamp(now: Date): string {
  return now.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
}

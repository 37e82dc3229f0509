import type { ConditionalObjects } from "../../objects/conditional-objects";

const prefix = "wishes/";

/** An object for each worker that waits for a shard; the owner of a shard that is long takes one, and splits its shard. */
export class Wishes {
  constructor(
    private readonly objects: ConditionalObjects,
    /** A text that no other call returns. */
    private readonly nonce: () => string,
  ) {}

  /** Leaves a wish again if it was taken. */
  async leave(id: string): Promise<void> {
    await this.objects.put(`${prefix}${id}`, "{}");
  }

  async withdraw(id: string): Promise<void> {
    await this.objects.remove([`${prefix}${id}`]);
  }

  /** Takes a wish; each is taken by one process. @returns whether there was one */
  async take(): Promise<boolean> {
    for (const { name, version } of await this.objects.list(prefix)) {
      const taken = JSON.stringify({ taken: this.nonce() });
      if ((await this.objects.write(name, taken, version)) === undefined) continue;
      await this.objects.remove([name]);
      return true;
    }
    return false;
  }

  async removeAll(): Promise<void> {
    await this.objects.remove((await this.objects.list(prefix)).map(({ name }) => name));
  }
}

import { expect } from "vitest";
import type { Scratch, ScratchFile } from "../../../migrations/seen-keys/scratch";

/** Files in memory, counted. */
export class MemoryScratch implements Scratch {
  open = 0;
  made = 0;
  reads = 0;
  writes = 0;

  create(): ScratchFile {
    this.open++;
    this.made++;
    let content = Buffer.alloc(0);
    return {
      write: (bytes, position) => {
        this.writes++;
        expect(position).toBe(content.length);
        content = Buffer.concat([content, bytes]);
      },
      read: (bytes, position) => {
        this.reads++;
        bytes.set(content.subarray(position, position + bytes.length));
      },
      close: () => void this.open--,
    };
  }
}

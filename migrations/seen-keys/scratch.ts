/** A file that nobody else sees and that is gone with the process. */
export interface ScratchFile {
  write(bytes: Uint8Array, position: number): void;
  /** Fills the bytes from that position on, as far as the file goes. */
  read(bytes: Uint8Array, position: number): void;
  close(): void;
}

/** Room for what outgrows memory. */
export interface Scratch {
  /** @throws UnreachableError if no file can be created */
  create(): ScratchFile;
}

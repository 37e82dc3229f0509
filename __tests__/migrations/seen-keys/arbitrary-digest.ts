import fc from "fast-check";

/** Digests that differ in any of their words, many of them in the last one only. */
export const digest = fc
  .tuple(...Array.from({ length: 3 }, () => fc.constantFrom(0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff)))
  .filter((words) => words.some((word) => word > 0))
  .map((words) => {
    const bytes = Buffer.alloc(12);
    words.forEach((word, index) => bytes.writeUInt32BE(word, index * 4));
    return bytes.toString("base64url");
  });

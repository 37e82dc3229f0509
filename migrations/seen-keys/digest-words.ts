const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Six bits of each character, by its code. */
const bits = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value++) bits[alphabet.charCodeAt(value)] = value;

/** The first 32 bits of a digest in base64url; without a buffer, since there is a digest for every item. */
export function firstWord(digest: string): number {
  const whole = (at(digest, 0) << 26) | (at(digest, 1) << 20) | (at(digest, 2) << 14) | (at(digest, 3) << 8);
  return (whole | (at(digest, 4) << 2) | (at(digest, 5) >> 4)) >>> 0;
}

/** The 32 bits after the first word. */
export function secondWord(digest: string): number {
  const whole = (at(digest, 5) << 28) | (at(digest, 6) << 22) | (at(digest, 7) << 16) | (at(digest, 8) << 10);
  return (whole | (at(digest, 9) << 4) | (at(digest, 10) >> 2)) >>> 0;
}

/** The 32 bits after the second word. */
export function thirdWord(digest: string): number {
  const whole =
    (at(digest, 10) << 30) | (at(digest, 11) << 24) | (at(digest, 12) << 18) | (at(digest, 13) << 12);
  return (whole | (at(digest, 14) << 6) | at(digest, 15)) >>> 0;
}

/** The 32 bits after the third word, of a digest of at least 22 characters. */
export function fourthWord(digest: string): number {
  const whole =
    (at(digest, 16) << 26) | (at(digest, 17) << 20) | (at(digest, 18) << 14) | (at(digest, 19) << 8);
  return (whole | (at(digest, 20) << 2) | (at(digest, 21) >> 4)) >>> 0;
}

/** The 32 bits at an offset of a digest as bytes. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  );
}

function at(digest: string, character: number): number {
  return bits[digest.charCodeAt(character)] as number;
}

/** Mode of folders that hold rows or items: only their owner may enter. */
export const privateFolder = 0o700;
/** Mode of files that hold rows or items: only their owner may read them. */
export const privateFile = 0o600;

/** An invalid argument, or a file that cannot be read. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

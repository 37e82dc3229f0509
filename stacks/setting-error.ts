/** What was asked for cannot be done: an argument, or a file that cannot be read. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** For `catch` of a file that is read: the value instead if the file or folder does not exist. @throws every other error */
export function unlessMissing<Instead>(instead: Instead): (error: NodeJS.ErrnoException) => Instead {
  return (error) => {
    if (error.code === "ENOENT") return instead;
    throw error;
  };
}

/** The way out if the changes of a log cannot be followed from the saved position. */
export const startOver = "start over with run --follow --no-resume --on-conflict overwrite";

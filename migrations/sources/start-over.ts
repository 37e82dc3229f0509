/** The way out if the changes of a log cannot be followed from the saved position. */
export const startOver = "start over with run --follow --no-resume --on-conflict overwrite";

/** The way out if the changes of some entities cannot be followed from the saved position. */
export const reloadOrStartOver = `follow the other entities with follow --on-error suspend-entity and read this one again with follow reload, or ${startOver}`;

export { FileError, formatProblem } from "./file-error";
export { LocatedDocument } from "./located-document";
export { namedEntries } from "./named-entries";
export { nearMiss, nearMissOrList } from "./near-miss";
export { formatPath, type LocatedProblem, type Path, type Problem } from "./problem";
export { problemsOf, received } from "./schema-problems";

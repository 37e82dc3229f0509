import { ExtendedJsonSource } from "../../sources/json/extended-json-source";
import { JsonlSource } from "../../sources/json/jsonl-source";
import { LookupSource } from "../../sources/lookup/lookup-source";
import { SeveralFiles } from "../../sources/several-files";
import type { SourceMaker } from "./source-maker";

/** Creates a source of JSON Lines. */
export const makeJsonlSource: SourceMaker = ({ path, shown, scratch }) =>
  new LookupSource(
    new ExtendedJsonSource(new SeveralFiles(new JsonlSource(path, shown), path, shown)),
    scratch,
  );

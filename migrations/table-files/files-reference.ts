import type { ItemLayout } from "./json/item-layout";

/** Files of a table that were found and checked, so that another process opens them without reading them first. */
export type FilesReference =
  | {
      readonly kind: "export" | "dynamodump";
      /** Absolute. */
      readonly path: string;
      /** As a person knows it. */
      readonly shown: string;
    }
  | {
      readonly kind: "json";
      readonly path: string;
      readonly shown: string;
      readonly layout: ItemLayout;
      /** The members that lead to the list. @default there is one item per line */
      readonly list?: readonly string[] | undefined;
    }
  | {
      readonly kind: "s3";
      /** `s3://bucket/prefix`, with its parameters. */
      readonly location: string;
    };

/** Files on this machine. */
export type LocalFilesReference = Exclude<FilesReference, { kind: "s3" }>;

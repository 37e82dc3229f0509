import { brotliDecompressSync, gunzipSync } from "node:zlib";
import * as zlib from "node:zlib";
import { loadDriver } from "../sql/optional-driver";

/** An element of a file's schema, as hyparquet reads it. */
export interface SchemaElement {
  readonly name: string;
  readonly type?: string | undefined;
  readonly converted_type?: string | undefined;
  readonly logical_type?:
    | {
        readonly type: string;
        readonly unit?: string | undefined;
        readonly isAdjustedToUTC?: boolean | undefined;
        readonly scale?: number | undefined;
      }
    | undefined;
  readonly scale?: number | undefined;
  readonly repetition_type?: string | undefined;
}

/** A node of a file's schema. */
export interface SchemaNode {
  readonly element: SchemaElement;
  readonly children: readonly SchemaNode[];
}

/** What a file says of itself. */
export interface ParquetMetadata {
  readonly schema: readonly SchemaElement[];
  readonly num_rows: bigint;
  readonly row_groups: readonly { readonly num_rows: bigint }[];
}

/** Reads a part of a file. */
export interface ParquetFile {
  readonly byteLength: number;
  readonly slice: (start: number, end?: number) => Promise<ArrayBuffer>;
}

/** Values of a column, in the order of the rows. */
export interface ColumnChunk {
  readonly columnName: string;
  readonly columnData: ArrayLike<unknown>;
  readonly rowStart: number;
}

/** The part of hyparquet that is used. */
export interface ParquetDriver {
  readonly parquetMetadataAsync: (
    file: ParquetFile,
    options: { readonly geoparquet: false },
  ) => Promise<ParquetMetadata>;
  readonly parquetSchema: (metadata: ParquetMetadata) => SchemaNode;
  readonly parquetRead: (options: {
    readonly file: ParquetFile;
    readonly metadata: ParquetMetadata;
    readonly rowStart: number;
    readonly rowEnd: number;
    readonly utf8: false;
    readonly geoparquet: false;
    readonly compressors: Compressors;
    readonly parsers: Readonly<Record<string, (value: never) => unknown>>;
    readonly onChunk: (chunk: ColumnChunk) => void;
  }) => Promise<void>;
}

type Compressors = Readonly<Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>>;

/** @throws UnreachableError if hyparquet is not installed */
export function loadParquet(): Promise<ParquetDriver> {
  return loadDriver<ParquetDriver>("parquet", "hyparquet");
}

/** Snappy is in hyparquet; LZ4 and LZO are not supported. Zstandard is in Node.js 22.15 and later. */
export const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => {
    const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (input: Uint8Array) => Uint8Array };
    if (zstdDecompressSync) return zstdDecompressSync(input);
    throw new Error("it is compressed with Zstandard, which needs Node.js 22.15 or later");
  },
};

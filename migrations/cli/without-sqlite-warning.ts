type EmitWarning = typeof process.emitWarning;

/**
 * Node.js's `process.emitWarning` without the one warning that loading `node:sqlite` prints on Node.js 22 and 24: it says
 * nothing to a person whose database is read.
 */
export function withoutSqliteWarning(emit: EmitWarning): EmitWarning {
  return (...parameters: unknown[]) => {
    const [warning, kind] = parameters;
    const isSqlite = kind === "ExperimentalWarning" && /^SQLite is an experimental/.test(String(warning));
    if (!isSqlite) (emit as (...parameters: unknown[]) => void)(...parameters);
  };
}

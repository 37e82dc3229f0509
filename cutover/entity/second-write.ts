import { converge } from "../converge";
import type { RecordKey } from "../record-key";
import type { Admission } from "./admission";
import { guardedStores } from "./guarded-stores";
import type { SecondWrite } from "./live-entity";

/** Copies a record from the authority to the other store. Does not throw. */
export async function secondWrite(admission: Admission, key: RecordKey): Promise<SecondWrite> {
  const { entity, authority, control } = admission;
  const stores = guardedStores(admission);
  try {
    const { old, new: tables } = stores;
    const { mapping } = entity.settings;
    const options = { key, authority, epoch: control.epoch, old, new: tables, mapping };
    const outcome = await converge(options);
    return { isEqual: outcome === "equal", isUncertain: stores.isUncertain };
  } catch (error) {
    return { isEqual: false, isUncertain: stores.isUncertain, error };
  }
}

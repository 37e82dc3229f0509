/** The authority changed before a write was carried out: it is done again by the new authority. Never reaches a caller. */
export class SupersededWrite extends Error {
  constructor(readonly entity: string) {
    super(`the authority of ${entity} has changed`);
  }
}

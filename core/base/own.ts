/**
 * The entry that a record has of its own under `name`. Names come from authors, and every object
 * knows a `constructor`: whatever is looked up by a name goes through here.
 */
export function own<T>(
  record: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

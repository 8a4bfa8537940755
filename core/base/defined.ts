type Keys<T, Optional> = {
  [K in keyof T]-?: (undefined extends T[K] ? true : false) extends Optional ? K : never
}[keyof T]

/** `T` where each property that may be undefined is optional instead. */
type Defined<T> = { [K in Keys<T, false>]: T[K] } & {
  [K in Keys<T, true>]?: Exclude<T[K], undefined>
}

/**
 * The object without its undefined properties. With `exactOptionalPropertyTypes` an optional
 * property has a value or is absent, as in JSON.
 */
export function defined<const T extends object>(properties: T): Defined<T> {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Defined<T>
}

/** A part of xterm that its public interface does not have; undefined in an xterm that looks different. */
export function internalOf(terminal: object, name: string): object | undefined {
  const core: unknown = Reflect.get(terminal, '_core')
  if (typeof core !== 'object' || core === null) return undefined
  const part: unknown = Reflect.get(core, name)
  return typeof part === 'object' && part !== null ? part : undefined
}

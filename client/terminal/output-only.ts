/** The part of xterm's parser that is needed here. */
interface Parser {
  registerCsiHandler(
    id: { prefix?: string; intermediates?: string; final: string },
    hear: () => boolean,
  ): unknown
  registerDcsHandler(id: { intermediates?: string; final: string }, hear: () => boolean): unknown
  registerOscHandler(code: number, hear: (data: string) => boolean): unknown
}

/**
 * Keeps a view from answering the queries of programs, which the screen on the server does. `disableStdin`
 * alone would let answers through while somebody types by hand.
 */
export function deafen(parser: Parser): void {
  const swallow = () => true
  for (const final of ['c', 'n', 't']) parser.registerCsiHandler({ final }, swallow)
  for (const final of ['c', 'q']) parser.registerCsiHandler({ prefix: '>', final }, swallow)
  for (const final of ['n', 'u']) parser.registerCsiHandler({ prefix: '?', final }, swallow)
  parser.registerCsiHandler({ prefix: '=', final: 'c' }, swallow)
  parser.registerCsiHandler({ intermediates: '$', final: 'p' }, swallow)
  parser.registerCsiHandler({ prefix: '?', intermediates: '$', final: 'p' }, swallow)
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, swallow)
  // Colours may be set; a query for one is swallowed.
  for (const code of [4, 10, 11, 12]) parser.registerOscHandler(code, (data) => data.includes('?'))
  // Nothing that a program prints reaches the clipboard.
  parser.registerOscHandler(52, swallow)
}

/**
 * What somebody meant to type of the data that xterm sends, or null. A report that the window has the
 * focus is nobody's typing. A mouse report beyond column 95 in the oldest format (X10) is not valid
 * UTF-8, and would arrive broken.
 */
export function meant(data: string): string | null {
  if (data === '\x1b[I' || data === '\x1b[O') return null
  return data.startsWith('\x1b[M') && /[^\0-\x7f]/.test(data) ? null : data
}

/** Extreme forms of output that programs print, each as the text that is repeated. */
export const SHAPES: Readonly<Record<string, string>> = {
  'lines of text': `${'the quick brown fox jumps over the lazy dog, 0123456789 (and)'.padEnd(79)}\n`,
  'no line end': 'x',
  'no space': 'abcdefghijklmnopqrstuvwxyz\n',
  'empty lines': '\n',
  spaces: ' ',
  returns: '\r',
  'a bar that grows': '\r[####      ] 40 %',
  escapes: '\x1b',
  colours: '\x1b[1;31mx\x1b[m',
  'colours and lines': '\x1b[1m\n',
  'moves of the cursor': '\x1b[2A\x1b[2K\raaa: Pull complete\r\x1b[2B',
  'a title that does not end': '\x1b]0;title ',
  'numbers without an end': '\x1b[1;',
  'wide characters': '東',
  emoji: '🚀✅',
  'marks on one letter': '\u0301',
  tabs: '\t',
  backspaces: 'x\b',
  bells: '\x07',
  clearing: '\x1b[H\x1b[2J',
  'the other screen': '\x1b[?1049h\x1b[?1049l',
  'not UTF-8': '\xff\xfe',
  // This one is last, because a terminal types its answers.
  queries: '\x1b[6n',
}

/** `bytes` of a shape, or a little more, because it is repeated as a whole. */
export function shapeBytes(name: string, bytes: number): Buffer {
  const shape = SHAPES[name] ?? ''
  const one = Buffer.from(shape, name === 'not UTF-8' ? 'latin1' : 'utf8')
  return Buffer.alloc(Math.ceil(bytes / one.length) * one.length, one)
}

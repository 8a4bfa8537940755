/** Output that is cut in two; the snapshot is taken at the cut. */
export const CASES: readonly (readonly [name: string, before: string, after: string])[] = [
  ['plain', 'hello\r\nworld', ' again\r\n$ '],
  ['pending SGR', 'a\x1b[1;3;38;5;200;48;2;1;2;3m', 'b\x1b[0mc'],
  ['scroll region', '1\r\n2\r\n3\r\n4\x1b[2;4r\x1b[4;1H', '\n\nx\x1b[r\ny'],
  ['origin mode', '\x1b[2;5r\x1b[?6h\x1b[2;3H', 'x\x1b[1;1Hy\x1b[?6l\x1b[1;1Hz'],
  ['insert mode', 'abcdef\x1b[4h\x1b[1;3H', 'XY\x1b[4lZ'],
  ['pending wrap', 'x'.repeat(20), 'y'],
  ['no autowrap', `\x1b[?7l${'x'.repeat(25)}`, 'yz\x1b[?7hab'],
  ['saved cursor', '\x1b[3;5H\x1b7\x1b[1;1Hx', '\x1b8y'],
  ['saved cursor with SGR', '\x1b[3;5H\x1b[4;31m\x1b7\x1b[0m\x1b[1;1Hx', '\x1b8y\x1b[0mz'],
  ['charset G0', '\x1b(0', 'lqqk\x1b(Bq'],
  ['charset SO', '\x1b)0\x0eq', 'x\x0fq\x0ex'],
  ['tab stops', '\x1b[3g\x1b[1;4H\x1bH\x1b[1;11H\x1bH\r', 'a\tb\tc\td'],
  ['alternate screen', 'shell\x1b[?1049h\x1b[2;2Hedit', 'or\x1b[?1049l$ '],
  [
    'scroll region in the alternate screen',
    'a\x1b[?1049h\x1b[2;4r\x1b[4;1Hx',
    '\n\ny\x1b[?1049lz\n',
  ],
  ['mid-escape', 'a\x1b[3', '1mb'],
  ['mid-code-point', 'a\xf0\x9f\x98', '\x80b'],
  ['hyperlink', 'a\x1b]8;;https://example.org/\x1b\\link', 'ed\x1b]8;;\x1b\\ not'],
  ['repeat', 'ab', '\x1b[5bc'],
  ['wide characters', '日本語のテキスト漢', '字x\x1b[1;2Hy'],
  ['background-colour erase', '\x1b[44mab\x1b[K\r\n\x1b[2Jx', '\x1b[K\n\ny'],
  ['reverse video', '\x1b[7mab\x1b[27mc\x1b[7m', 'd\x1b[0me'],
  ['linefeed/newline mode', '\x1b[20hab', '\ncd\x1b[20l\nef'],
  ['styled underline', '\x1b[4:3m\x1b[58:2::255:0:9ma\x1b[0mb\x1b[4:5m', 'c\x1b[24md\x1b[21me'],
  // These come after the first 23, which docs/performance.md counts.
  ['cursor hidden and shaped', 'a\x1b[?25l\x1b[5 q\x1b[?12h', 'b'],
  ['modes of mouse and keys', '\x1b[?1h\x1b=\x1b[?1002;1006;1004;2004;2026;45h', 'x\x08\x08'],
  ['a wide character cut in two', '日本\x1b[1;2H\x1b[32mx\x1b[1;4H\x1b[4my\x1b[0m', 'z'],
  ['a wide character cut at the end', `\x1b[1;19H日\x1b[1;19H\x1b[41;1mx`, 'z'],
  ['two wide characters cut at the end', '\x1b[1;17H日本\x1b[1;18Hx\x1b[1;16Hx\x1b[1;20H', 'z'],
  ['two halves side by side at the end', '\x1b[4m\x1b[1;18H日 \x1b[1;19H日\x1b[1;18Hxx', 'z'],
  // Only leaving the alternate screen, or restoring its cursor, leads to these states.
  ['pending wrap over an empty cell', `${'x'.repeat(20)}\x1b[2 @`, 'y'],
  ['pending wrap in a row erased up to it', `a\r\n${'x'.repeat(20)}\x1b[44m\x1b[1K`, 'y'],
  ['pending wrap under a restored pen', `\x1b[4m\x1b[?1049l${'x'.repeat(20)}\x1b[1"q`, 'yz'],
  ['a cursor above the margins', '\x1b[2;5r\x1b[?1049h\x1b[?6h\x1b[?47l', 'x\ny'],
  [
    "a pen restored from the other screen's cursor",
    '\x1b[4:3m\x1b[?1049h\x1b[u\x1b[?47l',
    'x\x1b[4mgy',
  ],
  ['wrapped lines', `${'abc'.repeat(20)}\r\nx`, '\x1b[2;1H\x1b[?45h\x08\x08y'],
  ['the first line wrapped', `${'abc'.repeat(42)}`, 'x'],
  ['a combining mark to come', 'e', '\u0301x'],
  ['a combining mark alone', 'a\x1b[m\u0301b', 'c'],
  ['a combining mark in insert mode', 'abcdef\x1b[1;2H\x1b[4hxe', '\u0301y'],
  ['repeat in insert mode', 'abcdef\x1b[1;2H\x1b[4hx', '\x1b[3b'],
  ['repeat at the end of a line', 'x'.repeat(20), '\x1b[3b'],
  ['underline restored without its style', '\x1b[4m\x1b7\x1b[0mab\x1b8cd', 'ef\x1b8g'],
  [
    'a charset after a restored underline',
    '\x1b7\x1b[4m\x1b8\x1b[4:0m\x1b[4m\x1b7\x1b[0m\x1b8\x1b(0',
    'q\x1b(Bq',
  ],
  [
    'a saved cursor of the alternate screen',
    '\x1b[?47h\x1b[3;3H\x1b[31m\x1b7\x1b[?47l\x1b[0mx',
    '\x1b[?47h\x1b8y',
  ],
  ['a saved charset', '\x1b(0\x1b[2;2H\x1b7\x1b(B\x1b[1;1H', 'q\x1b8q'],
  ['a restored charset that no set is', '\x1b(0\x1b7\x1b(B\x1b8', 'q\x0fq'],
  ['protected cells', '\x1b[1"qab\x1b[0"qcd', '\x1b[?2Jx'],
  ['a link in several pieces', '\x1b]8;;http://a/\x1b\\ab\r\ncd\x1b]8;;\x1b\\', 'x'],
  ['G2 and G3', '\x1b*0\x1b+A\x1bn', 'q#\x1boq#\x0fq#'],
  ['pending wrap over an erased cell in another colour', `\x1b[31m${'x'.repeat(20)}\x1b[0m`, 'y'],
]

/** The bytes of a case; those that are not text are given as Latin-1. */
export const latin = (text: string) =>
  /[^\x00-\xff]/.test(text)
    ? new TextEncoder().encode(text)
    : Uint8Array.from(Buffer.from(text, 'latin1'))

/**
 * Endless output such as programs write. On entering the alternate screen it resets pen and
 * character sets, as programs do, so that it never leads to a state that `snapshot` cannot restore.
 */
export function* sequences(random: () => number): Generator<string> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const number = (most: number) => 1 + Math.floor(random() * most)
  let isAlternate = false
  for (;;) {
    const text = pick([
      () => pick(['ls -l', 'hello', 'é', '日本', '😀', 'e\u0301', 'x'.repeat(number(25)), ' ']),
      () => pick(['\r\n', '\n', '\r', '\b', '\t', '\x1bD', '\x1bM', '\x1bE', '\x1bH']),
      () =>
        `\x1b[${pick(['0', '1', '2', '3', '4', '4:3', '4:0', '5', '7', '8', '9', '22', '24', '27', '53'])}m`,
      () => `\x1b[${pick(['31', '44', '97', '103', '39', '49'])}m`,
      () => `\x1b[${pick(['38;5;9', '48;5;240', '38;2;1;2;3', '48;2;9;8;7', '58;5;3', '59'])}m`,
      () => `\x1b[${number(7)};${number(22)}H`,
      () => `\x1b[${number(5)}${pick([...'ABCDEFGLMPSTXZ@bd`ae'])}`,
      () => `\x1b[${pick(['', '1', '2'])}${pick(['J', 'K'])}`,
      () => `\x1b[${number(3)};${3 + number(3)}r`,
      () =>
        pick([
          '\x1b[r',
          '\x1b7',
          '\x1b8',
          '\x1b[s',
          '\x1b[u',
          '\x1b(0',
          '\x1b(B',
          '\x1b)0',
          '\x0e',
          '\x0f',
        ]),
      () =>
        `\x1b[?${pick(['1', '6', '25', '45', '1000', '1006', '2004', '47', '1049'])}${pick(['h', 'l'])}`,
      () =>
        pick([
          '\x1b[4h',
          '\x1b[4l',
          '\x1b[20h',
          '\x1b[20l',
          '\x1b[3g',
          '\x1b[g',
          '\x1b[!p',
          '\x1b[2 q',
        ]),
      // There is no ?7l, because a wide character that does not fit leaves REP something else to
      // repeat. There are no links, because the moment at which xterm forgets one depends on lines
      // that moved long before.
      () => '\x1b]0;t\x07',
      () => pick(['\x1b[1"q', '\x1b[0"q', '\x1b[?1J', '\x1b#8', '\x1bc', '\x1b[2 @', '\x1b[2 A']),
    ])()
    if (/^\x1b\[\?(47|1049)h/.test(text) && !isAlternate) yield '\x1b[m\x0f\x1b(B'
    if (/^\x1b\[\?(47|1049)[hl]|^\x1bc/.test(text)) isAlternate = text.endsWith('h')
    // This moves a cursor that waits to wrap, because the cell under it must not be emptied.
    if (isAlternate && EMPTIES.test(text)) yield '\b'
    // An insertion in the middle of a wide character tears it.
    if (/^\x1b\[\d@/.test(text)) yield '\r'
    yield text
  }
}
const EMPTIES = /^\x1b\[(\??1?[JK]|\d+[ST]|2 [@A])/

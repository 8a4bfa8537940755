import { seeded } from '../../core/base/clock.ts'

/**
 * Bytes that are dangerous for a terminal: they freeze it, make it answer, or affect something
 * outside of it. `bytes` is a function, because some of them are ten megabytes.
 */
export interface Hostile {
  readonly name: string
  readonly bytes: () => Uint8Array
}

const encoder = new TextEncoder()
const MB = 1_000_000
const ESC = '\x1b'
const ST = '\x1b\\'

/** Every spelling of every question to a terminal; a view must never answer any. */
export const QUERIES: readonly string[] = [
  // Identification: DA1, DA2, DA3, DECID, XTVERSION, ENQ.
  ...['[c', '[0c', '[>c', '[>0c', '[=c', '[=0c', 'Z', '[>q', '[>0q'].map((text) => ESC + text),
  ...['\x05', '\u009bc', '\u009b>c'],
  // State and position: DSR, CPR, DECXCPR, printer, keys, locator, macros, memory, data.
  ...['[5n', '[6n', '[?6n', '[?15n', '[?25n', '[?26n', '[?53n', '[?62n', '[?63;1n', '[?75n'].map(
    (text) => ESC + text,
  ),
  ...['[x', '[0x', '[1x'].map((text) => ESC + text),
  // Modes: DECRQM, kitty's keyboard, modifyOtherKeys; colours of the scheme.
  ...['[4$p', '[20$p', '[?1$p', '[?25$p', '[?2004$p', '[?2026$p', '[?u', '[?4m', '[?996n'].map(
    (text) => ESC + text,
  ),
  // Windows: state, position, size in pixels and cells, icon and title.
  ...['11', '13', '14', '14;2', '15', '16', '18', '19', '20', '21'].map((n) => `${ESC}[${n}t`),
  // Settings, status lines, checksums, graphics: DECRQSS, DECRQPSR, DECRQCRA, XTSMGRAPHICS.
  ...['m', 'r', '"p', '"q', ' q', 's', 't', '|', '*|', 'x\nid\n'].map((q) => `${ESC}P$q${q}${ST}`),
  ...['[1$w', '[2$w', '[1;1;1;1;80;24*y', '[?1;1;0S', "[1'|", '[$u', '[&u'].map((q) => ESC + q),
  // Terminfo: XTGETTCAP.
  ...['544e', '436f;524742', '6b7531'].map((name) => `${ESC}P+q${name}${ST}`),
  // Colours, fonts, the clipboard, the working directory.
  ...['4;1;?', '4;0;?;1;?', '5;0;?', '10;?', '11;?', '12;?', '13;?', '17;?', '19;?', '10;?;?'].map(
    (text) => `${ESC}]${text}\x07`,
  ),
  ...['50;?', '52;c;?', '52;;?', '7;?', '1337;ReportCellSize', '1337;ReportVariable=eA=='].map(
    (text) => `${ESC}]${text}${ST}`,
  ),
]

/**
 * OSC 52 in every spelling: setting, asking, malformed, with C1 controls, ended by BEL, ST and
 * U+009C.
 */
export const CLIPBOARD: readonly string[] = ['\x1b]', '\u009d'].flatMap((begin) =>
  ['52', '052', '0000052'].flatMap((number) =>
    ['c;aWQK', ';aWQK', 'c;?', 'p;?', 'cpqs01234567;aWQK', 'c;!', 'c', ''].flatMap((rest) =>
      ['\x07', ST, '\u009c'].map((end) => `${begin}${number};${rest}${end}`),
    ),
  ),
)

/** Addresses that a link must not have. */
export const LINKS: readonly string[] = [
  ...['javascript:__pwn()', 'JaVaScRiPt:__pwn()', ' javascript:__pwn()', 'java\tscript:__pwn()'],
  ...['java\0script:__pwn()', '\u200bjavascript:__pwn()', 'javascript\ufeff:__pwn()'],
  ...['data:text/html,<script>__pwn()</script>', 'vbscript:__pwn()', 'file:///etc/passwd'],
  ...['blob:https://a/b', 'ssh://a', 'x-man-page://a', '//evil.example', '/decks/welcome/'],
  ...['https://good.example:x@evil.example/', 'https://a\\@evil.example/', 'https://'],
  ...['https://a/\u202egpj.exe', 'https://a/\u2066x', 'https://аррle.com/'],
]

/** Texts that would show that bytes became markup or script. */
export const CANARIES: readonly string[] = [
  '<img src=x onerror=__pwn()>',
  '"><svg/onload=__pwn()>',
  '</script><script>__pwn()</script>',
  '<iframe srcdoc="<script>parent.__pwn()</script>">',
  '{{7*7}}${__pwn()}',
]

/** Numbers that overflow a loop over them. */
const NUMBERS = ['2147483647', '4294967296', '100000000000000000000']
const FINALS = Array.from({ length: 63 }, (_, i) => String.fromCharCode(0x40 + i))

const killers = FINALS.flatMap((final) =>
  NUMBERS.flatMap((n) =>
    [n, `${n};${n}`, `1;${n}`, `?${n}`, `>${n}`, `${n}:${n}`, `${n} `, `${n}$`, `${n}'`].map(
      (body) => `x${ESC}[${body}${final}`,
    ),
  ),
)

const text = (name: string, make: () => string): Hostile => ({
  name,
  bytes: () => encoder.encode(make()),
})

/** Sequences that are cut off at every byte, and followed by others. */
function cuts(): string {
  const whole = [
    '\x1b[38;2;1;2;3m',
    '\x1b[?1049h',
    '\x1b]8;id=a;https://a.example/\x1b\\',
    '\x1bP$qm\x1b\\',
    '\x1b_Ga=T;AAAA\x1b\\',
    '\x1b(0',
    '\u009d52;c;?\u009c',
  ]
  const ends = ['x', '\x18', '\x1a', '\x1b[m', '\x1b\\', '\u009c', '\x07']
  return whole
    .flatMap((one) =>
      Array.from({ length: one.length }, (_, at) => ends.map((end) => one.slice(0, at + 1) + end)),
    )
    .flat()
    .join('')
}

function noise(seed: number, length: number): Uint8Array {
  const random = seeded(seed)
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

/** Every number that an OSC is known to have, and some more. */
const OSCS = [...Array.from({ length: 120 }, (_, n) => n), 133, 633, 697, 777, 1337, 7337, 9001]

/** Bytes that cost a terminal little, but could show something wrong to the room. */
const SMALL: readonly Hostile[] = [
  text('queries', () => QUERIES.join('')),
  text('the clipboard', () => CLIPBOARD.join('')),
  text('links to elsewhere', () =>
    LINKS.map((uri) => `${ESC}]8;;${uri}${ST}link${ESC}]8;;${ST}`).join(''),
  ),
  text('markup in every string', () =>
    CANARIES.flatMap((canary) => [
      canary,
      ...OSCS.flatMap((n) => [`${ESC}]${n};${canary}\x07`, `${ESC}]${n};a;b;${canary}${ST}`]),
      ...['P', 'P$q', 'P+q', 'X', '^', '_', 'k'].map((begin) => `${ESC}${begin}${canary}${ST}`),
    ]).join(''),
  ),
  text('sequences cut off', cuts),
  { name: 'noise', bytes: () => noise(20_261_124, 400_000) },
  text('sizes', () =>
    NUMBERS.map((n) => `${ESC}[8;${n};${n}t${ESC}[4;${n};${n}t${ESC}[${n}t${ESC}[?3h`).join(''),
  ),
  text('DEL', () => '\x7f'.repeat(100_000)),
  text('DECALN and full resets', () => `${ESC}#8${ESC}c${ESC}[!p`.repeat(2_000)),
]

/** Bytes that freeze a terminal that does not filter them. */
const HEAVY: readonly Hostile[] = [
  text('huge parameters', () => killers.join('')),
  text('huge parameters, a thousand times', () =>
    NUMBERS.flatMap((n) => FINALS.map((final) => `${ESC}[${n}${final}`.repeat(1_000))).join(''),
  ),
  text('repetition', () => `x${ESC}[2147483647b`.repeat(5_000)),
  text('repetition of a tall cell', () => `e${'\u0301'.repeat(20_000)}${ESC}[99999b`.repeat(3)),
  text('combining marks', () => `e${'\u0301\u0489'.repeat(100_000)}`),
  text('zero width', () => '\u200b\u200d\ufe0f\u2060'.repeat(100_000)),
  text('100,000 links', () =>
    Array.from({ length: 100_000 }, (_, n) => `${ESC}]8;;https://a/${n}\x07x`).join(''),
  ),
  text('endless parameters', () => `${ESC}[${'1;'.repeat(500_000)}m${ESC}[${'9'.repeat(MB)}S`),
  text('images', () =>
    [
      `${ESC}P0;0;0q"1;1;1000000000;1#0!1000000000~${ST}`,
      `${ESC}]1337;File=inline=1;size=100000000:${'A'.repeat(MB)}\x07`,
      `${ESC}_Ga=T,f=24,s=100000,v=100000;${'A'.repeat(MB)}${ST}`,
    ].join(''),
  ),
  { name: 'bytes that are no UTF-8', bytes: () => new Uint8Array(MB).fill(0xff) },
  {
    name: 'code points that never end',
    bytes: () => Uint8Array.from({ length: MB }, (_, i) => [0xf0, 0x9f, 0x98][i % 3]!),
  },
  text('strings that never end', () => `${ESC}]0;${ESC}P${ESC}_`.repeat(100_000)),
  text('9.9 MB of a DCS', () => `${ESC}P$q${'x'.repeat(9.9 * MB)}${ST}`),
]

const strings: readonly Hostile[] = [
  ...[']0;', ']52;c;', ']8;;https://a/', 'P', '_G', '^', 'X'].map((begin) =>
    text(`10 MB of ${begin}`, () => `${ESC}${begin}${'x'.repeat(10 * MB)}${ST}`),
  ),
]

/** All samples; `light` leaves out strings that differ only in their beginning. */
export const HOSTILE = { all: [...SMALL, ...HEAVY, ...strings], light: [...SMALL, ...HEAVY] }

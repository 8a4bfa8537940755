/**
 * What a stage has to know of a terminal: for each feature that programs use, output and what then stands
 * on a screen of ten columns and four rows, `|` between the rows. `_` is where the cursor is, in a cell
 * that has nothing else; `cursor` says it where it is over a character. The features are those that the
 * suites of other terminals try (xterm's own vttest and esctest, and the tests of Alacritty, WezTerm and
 * avt); the cases are ours, by ECMA-48 and the VT manuals.
 */
export interface Feature {
  readonly name: string
  readonly output: string
  readonly shows: string
  /** Column and row from 1, where the rows do not say it. */
  readonly cursor?: readonly [number, number]
}

const E = '\x1b'
const CSI = '\x1b['
/** Fills the screen with the letters of its rows: `aaaa…`, `bbbb…`. */
const FULL = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(10)).join('')
const ABCD = 'a\r\nb\r\nc\r\nd'
const HOME = `${CSI}H`

const of = (
  name: string,
  output: string,
  shows: string,
  cursor?: readonly [number, number],
): Feature => (cursor ? { name, output, shows, cursor } : { name, output, shows })

const plain: readonly Feature[] = [
  of('text goes on to the next row', 'abcdefghijkl', 'abcdefghij|kl_'),
  of('a full row waits for its next letter', 'abcdefghij', 'abcdefghij', [10, 1]),
  of('a return after a full row stays in it', 'abcdefghij\rx', 'xbcdefghij', [2, 1]),
  of('a line feed keeps its column', 'ab\ncd', 'ab|  cd_'),
  of('a line feed on the last row scrolls', `${ABCD}\ne`, 'b|c|d| e_'),
  of('vertical tab and form feed are line feeds', 'a\x0bb\x0cc', 'a| b|  c_'),
  of('backspace moves and erases nothing', 'abc\b\bx', 'axc', [3, 1]),
  of('backspace stops at the left margin', 'a\b\b\bx', 'x_'),
  of('a tab goes to the next eighth column', 'a\tb', 'a       b_'),
  of('a tab stops at the right margin', 'a\t\tb', 'a        b', [10, 1]),
  of('bell, null and enquiry show nothing', 'a\x07\x00\x05b', 'ab_'),
  of('delete shows nothing', 'a\x7fb', 'ab_'),
]

const cursor: readonly Feature[] = [
  of('CUP goes to row and column', `${CSI}2;3Hx`, '|  x_'),
  of('HVP too', `${CSI}3;2fx`, '|| x_'),
  of('CUP without numbers is home', `ab${CSI}Hx`, 'xb', [2, 1]),
  of('CUP stays on the screen', `${CSI}99;99Hx`, '|||         x', [10, 4]),
  of('CUU goes up', `${CSI}3;3H${CSI}2Ax`, '  x_'),
  of('CUD goes down', `${CSI}2Bx`, '||x_'),
  of('CUF goes right', `${CSI}3Cx`, '   x_'),
  of('CUB goes left', `abcd${CSI}3Dx`, 'axcd', [3, 1]),
  of('CNL begins a row below', `ab${CSI}2Ex`, 'ab||x_'),
  of('CPL begins a row above', `${CSI}3;3Ha${CSI}1Fx`, '|x_|  a'),
  of('CHA and HPA go to a column', `${CSI}4Ga${CSI}2\`b`, ' b a', [3, 1]),
  of('VPA goes to a row', `ab${CSI}3dx`, 'ab||  x_'),
  of('HPR and VPR go on', `${CSI}2ax${CSI}1ey`, '  x|   y_'),
  of('moving stops at the margins', `${CSI}9Aa${CSI}99C${CSI}9Bz`, 'a|||         z', [10, 4]),
  of('moving ends the wait of a full row', `abcdefghij${CSI}Dx`, 'abcdefghxj', [10, 1]),
  of('DECSC and DECRC keep the place', `ab${E}7${CSI}3;3Hx${E}8y`, 'aby_||  x'),
  of('SCOSC and SCORC too', `ab${CSI}s${CSI}3;3Hx${CSI}uy`, 'aby_||  x'),
  of('DECRC without DECSC is home', `abc${E}8x`, 'xbc', [2, 1]),
  of('mode 1048 keeps the place', `ab${CSI}?1048h${CSI}3;3Hx${CSI}?1048ly`, 'aby_||  x'),
]

const scrolling: readonly Feature[] = [
  of('IND goes down, and scrolls at the end', `${CSI}4;1Ha${E}Db`, '||a| b_'),
  of('NEL begins a new row', `ab${E}Ec`, 'ab|c_'),
  of('RI goes up', `a\r\nb${E}Mc`, 'ac_|b'),
  of('RI scrolls down at the top', `a${E}Mb`, ' b_|a'),
  of('SU scrolls up', `${ABCD}${CSI}2S`, 'c|d', [2, 4]),
  of('SD scrolls down', `${ABCD}${CSI}1T`, '|a|b|c', [2, 4]),
  of('DECSTBM keeps what is outside', `${ABCD}${CSI}2;3r${CSI}3;1H\n\nx`, 'a||x_|d'),
  of('DECSTBM goes home', `abc${CSI}2;3rx`, 'xbc', [2, 1]),
  of('a region from the top scrolls too', `${ABCD}${CSI}1;2r${CSI}2;1H\nx`, 'b|x_|c|d'),
  of('below the region nothing scrolls', `${ABCD}${CSI}1;2r${CSI}4;1H\n\nx`, 'a|b|c|x', [2, 4]),
  of('DECSTBM without numbers is the screen', `${CSI}2;3r${CSI}r${ABCD}\ne`, 'b|c|d| e_'),
  of('a region of one row is none', `${CSI}2;2r${ABCD}\ne`, 'b|c|d| e_'),
  of('origin mode counts from the region', `${CSI}2;3r${CSI}?6h${CSI}1;1Hx${CSI}9;1Hy`, '|x|y_'),
  of('leaving origin mode goes home', `${CSI}2;3r${CSI}?6h${CSI}?6lx`, 'x_'),
  of('IL makes rows', `${ABCD}${CSI}2;1H${CSI}2L`, 'a|_||b'),
  of('DL takes rows away', `${ABCD}${CSI}2;2H${CSI}2M`, 'a|d', [1, 2]),
  of('IL stays in the region', `${ABCD}${CSI}2;3r${CSI}2;1H${CSI}1L`, 'a|_|b|d'),
  of(
    'IL outside of the region does nothing',
    `${ABCD}${CSI}2;3r${CSI}4;1H${CSI}1L`,
    'a|b|c|d',
    [1, 4],
  ),
  of('SL and SR shift the columns', `abcd${CSI}2 @`, 'cd', [5, 1]),
  of('DECIC makes columns', `abcd${CSI}2G${CSI}2'}`, 'a  bcd', [2, 1]),
  of('DECDC takes columns away', `abcdef${CSI}2G${CSI}2'~`, 'adef', [2, 1]),
]

const erasing: readonly Feature[] = [
  of('ED erases below', `${FULL}${CSI}2;3H${CSI}J`, 'aaaaaaaaaa|bb_'),
  of('ED 1 erases above', `${FULL}${CSI}3;3H${CSI}1J`, '||  _ccccccc|dddddddddd'),
  of('ED 2 erases all, and the cursor stays', `ab${CSI}2Jx`, '  x_'),
  of('EL erases to the right', `abcdef${CSI}3G${CSI}K`, 'ab_'),
  of('EL 1 erases to the left', `abcdef${CSI}3G${CSI}1K`, '  _def'),
  of('EL 2 erases the row', `abcdef${CSI}3G${CSI}2Kx`, '  x_'),
  of('ECH erases letters in their place', `abcdef${CSI}2G${CSI}3X`, 'a_  ef'),
  of('DCH takes letters away', `abcdef${CSI}2G${CSI}3P`, 'aef', [2, 1]),
  of('ICH makes room', `abcdef${CSI}2G${CSI}2@`, 'a_ bcdef'),
  of('ICH pushes letters out', `abcdefghij${CSI}2G${CSI}3@`, 'a_  bcdefg'),
  of('insert mode pushes to the right', `abc${CSI}1G${CSI}4hxy${CSI}4lz`, 'xyzbc', [4, 1]),
  of('DECSEL spares what is protected', `${CSI}1"qab${CSI}0"qcd${CSI}?2K`, 'ab', [5, 1]),
  of('DECSED too', `${CSI}1"qab${CSI}0"q\r\ncd${CSI}?2J`, 'ab', [3, 2]),
  of('DECALN fills the screen', `${E}#8`, Array(4).fill('EEEEEEEEEE').join('|'), [1, 1]),
  of('REP repeats a letter', `ab${CSI}3b`, 'abbbb_'),
  of('REP repeats no control', `ab\r${CSI}3bx`, 'xb', [2, 1]),
]

const modes: readonly Feature[] = [
  of(
    'without DECAWM the last column is written again',
    `${CSI}?7labcdefghijkl`,
    'abcdefghil',
    [10, 1],
  ),
  of(
    'and with it again it wraps',
    `${CSI}?7l${'x'.repeat(12)}${CSI}?7h\ry${'z'.repeat(10)}`,
    'yzzzzzzzzz|z_',
  ),
  of(
    'reverse wraparound goes back up',
    `${'a'.repeat(10)}bc${CSI}?45h\b\b\b\bx`,
    'aaaaaaaaxa|bc',
    [10, 1],
  ),
  of('LNM makes a line feed a new line', `${CSI}20hab\ncd`, 'ab|cd_'),
  of('HTS sets a tab, TBC removes one', `${CSI}4G${E}H\r\tx${CSI}4G${CSI}g\r\ty`, '   x    y_'),
  of('TBC 3 removes all', `${CSI}3g\tx`, '         x', [10, 1]),
  of('CHT and CBT go by tabs', `${CSI}1Ix${CSI}2Zy`, 'y       x', [2, 1]),
  of('mode 47 is another screen with the same cursor', `ab${CSI}?47hcd${CSI}?47le`, 'ab  e_'),
  of('mode 1047 begins it empty', `ab${CSI}?1047h${HOME}x${CSI}?1047l${CSI}?1047hy`, ' y_'),
  of('mode 1049 comes back to its place', `ab${CSI}?1049h${CSI}3;3Hx${CSI}?1049lc`, 'abc_'),
  of('its second visit is empty', `${CSI}?1049hx${CSI}?1049l${CSI}?1049h${HOME}y`, 'y_'),
  of(
    'DECSTR ends regions and modes',
    `${CSI}2;3r${CSI}4h${CSI}?6h${CSI}!p${CSI}1;1Habc\rx`,
    'xbc',
    [2, 1],
  ),
  of('RIS begins anew', `abc${CSI}31m${CSI}2;3r${E}cx`, 'x_'),
  of('80 and 132 columns are asked in vain', `ab${CSI}?3hc`, 'abc_'),
  of('sizes and titles are asked in vain', `${CSI}8;50;100ta${CSI}22tb${E}]0;title\x07c`, 'abc_'),
  of('mouse, paste and focus modes show nothing', `${CSI}?1000;1002;1003;1006;2004;1004ha`, 'a_'),
  of('a synchronised update is shown at its end', `${CSI}?2026hab${CSI}?2026lc`, 'abc_'),
  of('unknown modes show nothing', `${CSI}?9999ha${CSI}?9999lb${CSI}99hc`, 'abc_'),
]

const letters: readonly Feature[] = [
  of('DEC special graphics in G0', `${E}(0lqk${E}(Bq`, '┌─┐q_'),
  of('and in G1, by SO and SI', `${E})0a\x0eqx\x0fq`, 'a─│q_'),
  of('all of its lines', `${E}(0jklmntuvwqx${E}(B`, '┘┐┌└┼├┤┴┬─|│_'),
  of('UK letters', `${E}(A#${E}(B#`, '£#_'),
  of('an emoji takes two cells', '🚀x', '🚀x_'),
  of('an ideograph takes two cells', '東京x', '東京x_'),
  of('a wide letter does not fit in half a cell', 'abcdefghi東', 'abcdefghi|東_'),
  of('half of a wide letter is none', `東京${CSI}2Gx`, ' x京', [3, 1]),
  of('a combining mark joins its letter', 'e\u0301x', 'e\u0301x_'),
  of('a joiner takes no cell', 'a\u200db', 'a\u200db_'),
  of('a selector takes no cell', '❤\ufe0fx', '❤\ufe0fx_'),
  of('a flag is two letters', '🇩🇪x', '🇩🇪x_'),
  of('a skin tone stands by itself', '👍🏽x', '👍🏽x_'),
  of('a soft hyphen is a letter', 'a\u00adb', 'a\u00adb_'),
  of('UTF-8 in pieces is whole', 'ü✓', 'ü✓_'),
  of('NEL and IND of eight bits', 'a\x85b\x84c', 'a|b| c_'),
]

const strange: readonly Feature[] = [
  of('CAN ends a sequence', `${CSI}3\x18mx`, 'mx_'),
  of('SUB too', `${CSI}3\x1amx`, 'mx_'),
  of('ESC begins another one', `${CSI}3${CSI}2Cx`, '  x_'),
  of('a control in a sequence is carried out', `ab${CSI}\b2Cx`, 'ab x_'),
  of('unknown sequences show nothing', `a${CSI}?1;2;3zb${E}~c${E}#9d${CSI}>4;2me`, 'abcde_'),
  of('a sequence of many numbers', `${CSI}${Array(40).fill('1').join(';')}mx`, 'x_'),
  of(
    'an unknown string shows nothing',
    `a${E}P+q544e${E}\\b${E}_hidden${E}\\c${E}^x${E}\\d`,
    'abcd_',
  ),
  of('an OSC ends with BEL or ST', `${E}]2;a\x07b${E}]2;c${E}\\d`, 'bd_'),
  of('a link is its text', `${E}]8;;https://example.org${E}\\here${E}]8;;${E}\\.`, 'here._'),
  of('the clipboard stays as it is', `${E}]52;c;aGVsbG8=\x07x`, 'x_'),
  of('notifications and progress show nothing', `${E}]9;4;1;50\x07${E}]777;notify;a;b\x07x`, 'x_'),
  of('colours are asked in vain', `${E}]10;?\x07${E}]4;1;?\x07x`, 'x_'),
  of('questions show nothing', `${CSI}c${CSI}6n${CSI}>c${CSI}?6$p${CSI}5nx`, 'x_'),
  of('pictures (Sixel) show nothing', `a${E}Pq#0;2;0;0;0~~${E}\\b`, 'ab_'),
  of('a line that is twice as wide is a line', `${E}#6ab`, 'ab_'),
]

export const FEATURES: readonly Feature[] = [
  ...plain,
  ...cursor,
  ...scrolling,
  ...erasing,
  ...modes,
  ...letters,
  ...strange,
]

/**
 * How a letter looks after these attributes (SGR): its flags, its colours of the 16, the 256 or of all, and
 * whether it is a link. Faint text has a table of its own beside its code.
 */
export const LOOKS: readonly (readonly [name: string, output: string, looks: string])[] = [
  ['bold', '1', 'bold'],
  ['italic', '3', 'italic'],
  ['underlined', '4', 'underline'],
  ['twice underlined', '21', 'underline'],
  ['a curly underline', '4:3', 'underline'],
  ['inverse', '7', 'inverse'],
  ['invisible', '8', 'invisible'],
  ['struck through', '9', 'strike'],
  ['overlined', '53', 'overline'],
  ['blinking, which stands still', '5', 'blink'],
  ['several at once', '1;3;4;9', 'bold italic underline strike'],
  ['one of 16', '31;42', 'text 1 of 16, paper 2 of 16'],
  ['a bright one of 16', '91;102', 'text 9 of 16, paper 10 of 16'],
  ['one of 256', '38;5;200;48;5;100', 'text 200 of 256, paper 100 of 256'],
  ['any colour', '38;2;1;2;3;48;2;4;5;6', 'text #010203, paper #040506'],
  ['any colour by colons', '38:2::1:2:3;48:2::4:5:6', 'text #010203, paper #040506'],
  ['one of 256 by colons', '38:5:200', 'text 200 of 256'],
  ['what follows a colour counts', '38;5;200;1', 'text 200 of 256, bold'],
  ['the usual colours again', '31;42;39;49', ''],
  ['no flag again', '1;3;4;7;8;9;53;22;23;24;27;28;29;55', ''],
  ['nothing again', '1;31;42;0', ''],
  ['nothing is nothing again', '1;31;', ''],
  ['an unknown attribute changes nothing', '1;77', 'bold'],
]

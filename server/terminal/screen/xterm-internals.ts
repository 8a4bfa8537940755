/** A cell's attributes as xterm packs them (its buffer/Constants.ts). */
export interface CellAttributes {
  fg: number
  bg: number
  extended: { _ext: number; urlId: number }
}
export interface XCell extends CellAttributes {
  getChars(): string
  getWidth(): number
}
export interface XLine {
  isWrapped: boolean
  loadCell(column: number, cell: XCell): XCell
}
/** A character set: how some ASCII characters are drawn. The default set is undefined. */
export type Charset = Readonly<Record<string, string>> | undefined

export interface XBuffer {
  x: number
  y: number
  ybase: number
  scrollTop: number
  scrollBottom: number
  tabs: Record<number, boolean | undefined>
  savedX: number
  savedY: number
  savedCurAttrData: CellAttributes
  savedCharset: Charset
  lines: { get(row: number): XLine | undefined }
  getNullCell(): XCell
}

/** The parts of xterm that a snapshot needs and that are not public. */
export interface Internals {
  writeSync(data: Uint8Array | string): void
  buffers: { normal: XBuffer; alt: XBuffer; active: XBuffer }
  coreService: {
    isCursorHidden: boolean
    modes: { insertMode: boolean }
    decPrivateModes: {
      applicationCursorKeys: boolean
      applicationKeypad: boolean
      bracketedPasteMode: boolean
      cursorBlink: boolean | undefined
      cursorStyle: 'block' | 'underline' | 'bar' | undefined
      origin: boolean
      reverseWraparound: boolean
      sendFocus: boolean
      synchronizedOutput: boolean
      wraparound: boolean
    }
  }
  coreMouseService: { activeProtocol: string; activeEncoding: string }
  optionsService: { rawOptions: { convertEol: boolean; cursorBlink: boolean } }
  _charsetService: { charset: Charset; glevel: number; _charsets: readonly Charset[] }
  _oscLinkService: { getLinkData(id: number): { id?: string; uri: string } | undefined }
  _inputHandler: { _curAttrData: CellAttributes; _parser: { precedingJoinState: number } }
}

/** Every field above that xterm 6.0 has, as its path and its `typeof`. */
const SHAPE: readonly (readonly [string, string])[] = [
  ['writeSync', 'function'],
  ...['normal', 'alt', 'active'].map((name) => [`buffers.${name}.lines.get`, 'function'] as const),
  ...['x', 'y', 'ybase', 'scrollTop', 'scrollBottom', 'savedX', 'savedY'].map(
    (name) => [`buffers.normal.${name}`, 'number'] as const,
  ),
  ['buffers.normal.tabs', 'object'],
  ['buffers.normal.getNullCell', 'function'],
  ['buffers.normal.savedCurAttrData.fg', 'number'],
  ['coreService.isCursorHidden', 'boolean'],
  ['coreService.modes.insertMode', 'boolean'],
  ...['applicationCursorKeys', 'applicationKeypad', 'bracketedPasteMode', 'origin'].map(
    (name) => [`coreService.decPrivateModes.${name}`, 'boolean'] as const,
  ),
  ...['reverseWraparound', 'sendFocus', 'synchronizedOutput', 'wraparound'].map(
    (name) => [`coreService.decPrivateModes.${name}`, 'boolean'] as const,
  ),
  ['coreMouseService.activeProtocol', 'string'],
  ['coreMouseService.activeEncoding', 'string'],
  ['optionsService.rawOptions.convertEol', 'boolean'],
  ['optionsService.rawOptions.cursorBlink', 'boolean'],
  ['_charsetService.glevel', 'number'],
  ['_charsetService._charsets', 'object'],
  ['_oscLinkService.getLinkData', 'function'],
  ['_inputHandler._curAttrData.fg', 'number'],
  ['_inputHandler._curAttrData.bg', 'number'],
  ['_inputHandler._curAttrData.extended._ext', 'number'],
  ['_inputHandler._curAttrData.extended.urlId', 'number'],
  ['_inputHandler._parser.precedingJoinState', 'number'],
]

/**
 * Returns the private fields of an xterm terminal that snapshots need. Throws if a new version of
 * xterm does not have them, because snapshots would be wrong without anybody noticing.
 */
export function internalsOf(terminal: object): Internals {
  const core: unknown = Reflect.get(terminal, '_core')
  for (const [path, type] of SHAPE) {
    let value: unknown = core
    for (const name of path.split('.')) {
      value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
    }
    if (typeof value !== type)
      throw new Error(
        `invariant: this xterm has no ${type} ${path}: snapshots were written for @xterm/headless 6.0`,
      )
  }
  return core as Internals
}

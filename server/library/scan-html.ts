import { Tokenizer, TokenizerMode, type Token, type TokenHandler } from 'parse5'

/** A tag of a page in its written form. Offsets are those of the source, as `slice` takes them. */
export interface HtmlTag {
  readonly type: 'start' | 'end'
  /** In lower case. */
  readonly name: string
  /**
   * The attributes as a browser sees them: of two with the same name only the first, entities
   * decoded.
   */
  readonly attributes: readonly HtmlAttribute[]
  readonly start: number
  readonly end: number
  /** Both count from 1. */
  readonly line: number
  readonly column: number
}

export interface HtmlAttribute {
  /** In lower case. */
  readonly name: string
  readonly value: string
  /**
   * The offset of the first character of its name; `end` is the offset behind its value, quotes
   * included.
   */
  readonly start: number
  readonly end: number
}

/**
 * Elements whose content a browser reads as text, with the state of the tokenizer that finds its
 * end.
 */
const RAW: Readonly<Record<string, Tokenizer['state']>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  plaintext: TokenizerMode.PLAINTEXT,
}

/** Inside these, `<style>` and the others above are tags like any other. */
const FOREIGN = new Set(['svg', 'math'])

/**
 * Goes through HTML as a browser does, and reports each tag in order, with the text between them
 * where it is asked for. It builds no tree: a few bytes of markup in the wrong order can make a
 * tree of any size, and a stranger's deck is read before it is approved. Time and memory grow with
 * the length of `source`, whatever it holds. It never throws, because every text is HTML.
 */
export function scanHtml(
  source: string,
  onTag: (tag: HtmlTag) => void,
  onText: (text: string) => void = () => {},
): void {
  let foreign = 0
  const tell = (type: HtmlTag['type'], { tagName, attrs, location }: Token.TagToken) => {
    if (!location) return
    const attributes = attrs.flatMap(({ name, value }): HtmlAttribute[] => {
      const at = location.attrs?.[name]
      return at ? [{ name, value, start: at.startOffset, end: at.endOffset }] : []
    })
    onTag({
      type,
      name: tagName,
      attributes,
      start: location.startOffset,
      end: location.endOffset,
      line: location.startLine,
      column: location.startCol,
    })
  }
  const text = ({ chars }: Token.CharacterToken) => onText(chars)
  const handler: TokenHandler = {
    onStartTag(token) {
      if (FOREIGN.has(token.tagName) && !token.selfClosing) foreign += 1
      const raw = foreign === 0 && Object.hasOwn(RAW, token.tagName) && RAW[token.tagName]
      if (raw !== undefined && raw !== false) tokenizer.state = raw
      tell('start', token)
    },
    onEndTag(token) {
      if (FOREIGN.has(token.tagName)) foreign = Math.max(0, foreign - 1)
      tell('end', token)
    },
    onCharacter: text,
    onWhitespaceCharacter: text,
    onNullCharacter: text,
    onComment: () => {},
    onDoctype: () => {},
    onEof: () => {},
  }
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, handler)
  tokenizer.write(source, true)
}

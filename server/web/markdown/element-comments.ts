import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from 'markdown-it'
import { elementAttributes } from './attributes.ts'

const COMMENT = 'element_comment'

/**
 * Reads `<!-- .element: class="fragment" -->`, whether or not HTML is passed on. At the end of a
 * paragraph, heading, list item or cell, the comment is about that; attached to an inline element
 * (no space between), or beside nothing but one, about this element; on a line of its own, about
 * the block before. All other comments are the author's own and are left out.
 */
export function addElementComments(markdown: MarkdownIt, trusted: boolean): void {
  markdown.inline.ruler.before('autolink', COMMENT, inlineComment)
  markdown.block.ruler.before('html_block', COMMENT, blockComment, {
    alt: ['paragraph', 'reference', 'blockquote'],
  })
  markdown.core.ruler.after('inline', COMMENT, (state: StateCore) => {
    state.tokens.forEach((token, index) => {
      if (token.type === COMMENT)
        apply(token, blockBefore(state.tokens, index) ?? containerOf(state.tokens, index), trusted)
      const children = token.children ?? []
      children.forEach((child, at) => {
        if (child.type !== COMMENT) return
        const target = inlineBefore(children, at) ?? containerOf(state.tokens, index)
        apply(child, target, trusted)
      })
      if (token.children) token.children = trimEnd(children.filter((c) => c.type !== COMMENT))
    })
    state.tokens = state.tokens.filter((token) => token.type !== COMMENT)
  })
}

function inlineComment(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith('<!--', state.pos)) return false
  const end = state.src.indexOf('-->', state.pos + 4)
  if (end < 0 || end >= state.posMax) return false
  if (!silent) state.push(COMMENT, '', 0).content = state.src.slice(state.pos + 4, end)
  state.pos = end + 3
  return true
}

function blockComment(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const at = (line: number) => (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0)
  if (!state.src.startsWith('<!--', at(start))) return false
  for (let line = start; line < end; line++) {
    const text = state.src.slice(at(line), state.eMarks[line])
    const close = text.indexOf('-->')
    if (close < 0) continue
    if (text.slice(close + 3).trim() !== '') return false
    if (silent) return true
    const comment = state.push(COMMENT, '', 0)
    comment.content = state.src.slice(at(start) + 4, at(line) + close)
    state.line = line + 1
    return true
  }
  return false
}

function apply(comment: Token, target: Token | undefined, trusted: boolean): void {
  const text = /^\s*\.element:([^]*)$/.exec(comment.content)?.[1]
  if (text === undefined || !target) return
  for (const [name, value] of elementAttributes(text, trusted))
    if (name === 'class') target.attrJoin('class', value)
    else target.attrSet(name, value)
}

/** The opening token of the block that ends directly before. */
function blockBefore(tokens: readonly Token[], index: number): Token | undefined {
  const before = tokens[index - 1]
  if (!before) return undefined
  if (before.nesting === 0) return before.type === 'inline' ? undefined : before
  return before.nesting < 0 ? opening(tokens, index - 1) : undefined
}

/**
 * The opening token of the element around. The paragraph of a tight list item is not drawn, so its
 * item counts.
 */
function containerOf(tokens: readonly Token[], index: number): Token | undefined {
  const level = tokens[index]?.level ?? 0
  for (let i = index - 1; i >= 0; i--) {
    const token = tokens[i]
    if (token?.nesting === 1 && token.level < level && !token.hidden) return token
  }
  return undefined
}

/** The inline element before a comment, if the comment touches it or there is nothing else. */
function inlineBefore(children: readonly Token[], index: number): Token | undefined {
  const isSpace = (token: Token | undefined) =>
    token?.type === 'softbreak' || (token?.type === 'text' && token.content.trim() === '')
  let last = index - 1
  // Emphasis leaves empty texts in the place of its marks.
  while (children[last]?.type === 'text' && children[last]?.content === '') last--
  const touches = !isSpace(children[last])
  while (isSpace(children[last])) last--
  const before = children[last]
  if (!before || before.type === 'text' || before.type === COMMENT) return undefined
  const start = before.nesting < 0 ? opening(children, last) : before
  if (start === undefined || (start.tag === '' && start.type !== 'image')) return undefined
  const alone = children.slice(0, children.indexOf(start)).every(isSpace)
  // Authors see a lone word in bold as the paragraph, but a lone image as the image.
  return touches || (alone && start.type === 'image') ? start : undefined
}

function opening(tokens: readonly Token[], close: number): Token | undefined {
  const level = tokens[close]?.level
  for (let i = close - 1; i >= 0; i--)
    if (tokens[i]?.nesting === 1 && tokens[i]?.level === level) return tokens[i]
  return undefined
}

/** Removes the space before a comment at the end. */
function trimEnd(children: Token[]): Token[] {
  const last = children.at(-1)
  if (last?.type === 'text') last.content = last.content.trimEnd()
  return children
}

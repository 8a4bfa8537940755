import type { YAMLError } from 'yaml'

/** Describes a YAML error in our words, if the parser's own would not help an author. */
export function syntaxProblem(error: YAMLError): {
  message: string
  hint?: string
  /** Whether the rest of the file would be misunderstood. */
  fatal: boolean
} {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return { message: 'this key was already given above', fatal: false }
    case 'TAG_RESOLVE_FAILED':
      return { message: 'tags are not allowed', hint: 'remove the word after !', fatal: false }
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line', hint: 'indent with spaces', fatal: true }
    case 'NON_STRING_KEY':
      return { message: 'a key must be a word', fatal: true }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        message: 'a second `: ` on one line',
        hint: 'put the text in quotes, or write it below `|` on lines of its own',
        fatal: true,
      }
    case 'MISSING_CHAR':
      if (error.message.includes('quote'))
        return {
          message: 'a quoted text does not end',
          hint: 'close it with the same quote',
          fatal: true,
        }
      return {
        message: lower(error.message),
        hint: 'a text with any of { } [ ] , in it needs quotes between braces or brackets',
        fatal: true,
      }
    case 'BAD_SCALAR_START':
      return {
        message: lower(error.message),
        hint: 'put the text in quotes',
        fatal: true,
      }
    default:
      return { message: lower(error.message), fatal: true }
  }
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

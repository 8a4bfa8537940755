import { createLexer } from './sequence-lexer.ts'
import { visible } from './show-invisible.ts'

/**
 * The output of a program as text for people: without sequences, and without characters that hide
 * others or reverse the direction of reading.
 */
export function readable(text: string): string {
  return text.split('\n').map(words).join('\n')
}

function words(line: string): string {
  const lexer = createLexer()
  const drawn = [...line].filter(
    (character) => lexer.read(character) === 'screen' && !/[^\P{Cc}\t]/u.test(character),
  )
  return visible(drawn.join(''))
}

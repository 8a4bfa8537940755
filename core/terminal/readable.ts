import { createLexer } from './sequence-lexer.ts'
import { visible } from './show-invisible.ts'

/** What a program printed, as people may read it: words alone, of which nothing hides or turns another. */
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

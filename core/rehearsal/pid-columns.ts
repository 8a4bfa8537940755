import type { Span } from '../demo/pattern-search.ts'

/** A line of headings: capitals and nothing else. */
const HEADINGS = /^[A-Z%+/_ -]+$/

/**
 * The pids in tables such as those of `ps`, `docker top` and `runc list`: numbers below a heading
 * PID or PPID, as far as the table goes. Numbers of one or two digits are those of a container's own
 * first processes, and mean something.
 */
export const pidColumns = (text: string): Iterable<Span> =>
  numbersBelow(/(?<!\S)P?PID(?!\S)/g, /(?<!\S)[1-9]\d{2,6}(?!\S)/g, text)

/** How much of a processor a process has used of late, in percent: column C of `ps -f` (ps(1)). */
export const useColumns = (text: string): Iterable<Span> =>
  numbersBelow(/(?<!\S)C(?= STIME(?!\S))/g, /(?<!\S)\d{1,2}(?!\S)/g, text)

function* numbersBelow(heading: RegExp, number: RegExp, text: string): Iterable<Span> {
  let columns: readonly Span[] = []
  let at = 0
  for (const line of text.split('\n')) {
    const headings = HEADINGS.test(line) ? [...line.matchAll(heading)] : []
    if (headings.length > 0)
      columns = headings.map(({ index, 0: { length } }) => ({ from: index, to: index + length }))
    else if (line.trim() === '' || /^[$#%>] /.test(line)) columns = []
    // A placeholder is not as wide as what it stands for: nothing stands below its heading.
    else if (!line.includes('‹') && columns.length > 0) {
      let below = 0
      for (const { index, 0: found } of line.matchAll(number)) {
        while ((columns[below]?.to ?? Infinity) <= index) below++
        if ((columns[below]?.from ?? Infinity) < index + found.length)
          yield { from: at + index, to: at + index + found.length }
      }
    }
    at += line.length + 1
  }
}

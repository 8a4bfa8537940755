import type { Page } from 'playwright-core'

/** Resolves at the next change of the document, after so many ms at the latest. */
export type Changed = (within: number) => Promise<void>

/**
 * Calls `act` inside the page with what is asked and a way to wait there. Both reach the page as source, so
 * `act` can use nothing around it, and the question is JSON.
 */
export function inPage<Question, Answer>(
  page: Page,
  act: (question: Question, changed: Changed) => Promise<Answer>,
  question: Question,
): Promise<Answer> {
  return page.evaluate<Answer>(`(${String(act)})(${JSON.stringify(question)}, ${String(changed)})`)
}

function changed(within: number): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(over)
    const late = setTimeout(over, within)
    function over(): void {
      clearTimeout(late)
      observer.disconnect()
      resolve()
    }
    const all = { subtree: true, childList: true, characterData: true, attributes: true }
    observer.observe(document, all)
  })
}

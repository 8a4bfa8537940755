/** Questions to the server that are still open, each by its name. */
export interface PendingRequests<T> {
  /** Sends the question. Whoever asks the same again waits for the same answer. */
  ask(name: string, send: () => void): Promise<T>
  answer(name: string, answer: T): void
  /** Gives this answer to all open requests: the server is gone, or takes none of them. */
  answerAll(answer: T): void
}

export function createPendingRequests<T>(): PendingRequests<T> {
  const open = new Map<string, { settle: (answer: T) => void; answer: Promise<T> }>()
  return {
    ask(name, send) {
      const pending = open.get(name)
      if (pending) return pending.answer
      let settle: (answer: T) => void = () => {}
      const answer = new Promise<T>((resolve) => (settle = resolve))
      open.set(name, { settle, answer })
      send()
      return answer
    },
    answer(name, answer) {
      open.get(name)?.settle(answer)
      open.delete(name)
    },
    answerAll(answer) {
      open.forEach(({ settle }) => settle(answer))
      open.clear()
    },
  }
}

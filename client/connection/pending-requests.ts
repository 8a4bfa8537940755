/** Questions that the server answers with a message of their own, each by its name. */
export interface Asked<T> {
  /** Sends the question; whoever asks the same again waits for the same answer. */
  ask(name: string, send: () => void): Promise<T>
  answer(name: string, answer: T): void
  /** The server is gone: this answers all that is open. */
  give(answer: T): void
}

export function createAsked<T>(): Asked<T> {
  const open = new Map<string, { settle: (answer: T) => void; answer: Promise<T> }>()
  return {
    ask(name, send) {
      const underway = open.get(name)
      if (underway) return underway.answer
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
    give(answer) {
      open.forEach(({ settle }) => settle(answer))
      open.clear()
    },
  }
}

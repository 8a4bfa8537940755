import {
  INPUT_LIMIT,
  type ClientMessage,
  type ServerMessage,
} from '../../core/protocol/messages.ts'
import { createChannels } from './messages/channels.ts'
import { createPerformances } from './messages/performances.ts'
import { createPresses } from './messages/presses.ts'
import { createQuestions } from './messages/questions.ts'
import { createServerNews } from './messages/server-news.ts'
import { createServerSocket } from './server-socket.ts'
import { GONE, type Connection, type ConnectionOptions } from './types.ts'

/** One page's connection to its server: it passes each message on to the part that it is about. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, newIntent } = options
  const news = createServerNews()
  const { listens } = news
  const isOpen = () => listens.status().at === 'open'
  const channels = createChannels(send)
  const performances = createPerformances({
    clock,
    newIntent,
    isOpen,
    send,
    drawn: (then) => channels.drawn(then),
  })
  const presses = createPresses(send, clock)
  const questions = createQuestions(isOpen, send)
  const socket = createServerSocket(options, {
    role: () => listens.status().role,
    message: hear,
    frame: (frame) => channels.deliver(frame),
    lost,
  })

  function send(message: ClientMessage): void {
    if (isOpen()) socket.send(message)
  }
  function lost(refusal: string | null): void {
    news.become(
      refusal === null ? { at: 'lost', why: GONE } : { at: 'refused', role: null, why: refusal },
    )
    performances.lose()
    presses.lose()
    questions.lose()
  }
  function hear(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        socket.welcomed(message.token)
        news.become({ at: 'open', role: message.role })
        channels.reattach()
        return news.welcome(message)
      case 'wake':
        return presses.woken(message.id)
      case 'press':
        return presses.asked(message)
      case 'pressed':
        return presses.answered(message)
      case 'reset':
        return channels.reset(message.channel, message.snapshot)
      case 'exit':
        return channels.exit(message.channel, message.status)
      case 'phase':
        return performances.phase(message)
      case 'outcome':
        return performances.outcome(message)
      case 'rejoined':
      case 'opened':
      case 'inspected':
      case 'approved':
        return questions.hear(message)
      case 'refused':
        questions.refused(message.what, message.why)
        return news.become({ why: message.why })
      case 'tick':
        return
      default:
        news.hear(message)
    }
  }

  socket.connect()
  return {
    ...listens,
    ...performances.asks,
    ...questions.asks,
    check: (deck) => send({ type: 'check', deck }),
    attach: (demo, pane, emit) => channels.attach(demo, pane, emit),
    input(demo, pane, data) {
      for (const piece of pieces(data)) send({ type: 'input', demo, pane, data: piece })
    },
    rescue: (demo) => send({ type: 'rescue', demo }),
    publish: (position) => send({ type: 'position', position }),
    press: (action, seen) => (isOpen() ? presses.ask(action, seen) : presses.gone()),
    onPress: presses.on,
    timer: (action) => send({ type: 'timer', action }),
    admit(ticket) {
      socket.admit(ticket)
      if (isOpen() && socket.connected) return
      socket.close()
      news.become({ at: 'connecting' })
      socket.connect()
    },
    take: () => send({ type: 'take' }),
    give: () => send({ type: 'give' }),
    close: () => socket.close(),
  }
}

/**
 * Cuts what is typed or pasted into pieces that a message can hold, and never inside a character of
 * two code units: half of such a character is none.
 */
function pieces(data: string): string[] {
  if (data.length <= INPUT_LIMIT) return [data]
  const pair = /[\uD800-\uDBFF]/.test(data[INPUT_LIMIT - 1] ?? '')
  const cut = pair ? INPUT_LIMIT - 1 : INPUT_LIMIT
  return [data.slice(0, cut), ...pieces(data.slice(cut))]
}

import type { Signal, Stop, TermEvent } from '../../../core/base/event.ts'
import type { Mark } from '../../../core/terminal/port.ts'

/** The recorder of a session, which gets every event as it happens. */
export interface EventSink {
  /** May throw: then the sink is dropped, which is reported, and the talk continues. */
  event(event: TermEvent): void
}

type Listener = (signal: Signal | Mark) => void

/** All subscribers to the events of a session. */
export interface Subscribers {
  /** Tells listeners, then sinks. Sinks get no marks, because a recording holds none. */
  tell(signal: TermEvent | Mark): void
  addListener(listener: Listener): Stop
  addSink(sink: EventSink): Stop
}

/**
 * `dropped` is called with each subscriber that threw: it is told nothing more, and the others
 * continue.
 */
export function createSubscribers(dropped: (what: string, error: unknown) => void): Subscribers {
  const listeners = new Set<Listener>()
  const sinks = new Set<EventSink>()

  /** Calls each current subscriber; one may leave, or another come, during the calls. */
  function each<T>(subscribers: Set<T>, what: string, call: (subscriber: T) => void): void {
    for (const subscriber of [...subscribers]) {
      try {
        call(subscriber)
      } catch (error) {
        subscribers.delete(subscriber)
        dropped(what, error)
      }
    }
  }
  return {
    tell(signal) {
      each(listeners, 'a listener', (listener) => listener(signal))
      if (signal.type === 'mark') return
      each(sinks, 'an output', (sink) => sink.event(signal))
    },
    addListener(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    addSink(sink) {
      sinks.add(sink)
      return () => void sinks.delete(sink)
    },
  }
}

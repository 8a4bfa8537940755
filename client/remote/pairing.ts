import { createElement, setText } from '../base/dom.ts'
import type { LinkState } from './link.ts'

/** The form in which the PIN is typed, once for each phone. */
export function createPairing(pin: (text: string) => void) {
  const element = createElement('form', 'pairing')
  const title = createElement('h1', '', 'Cuecast remote')
  const label = createElement('label', '', 'The PIN that the laptop shows')
  const input = createElement('input')
  input.id = 'pin'
  label.htmlFor = 'pin'
  Object.assign(input, { inputMode: 'numeric', autocomplete: 'one-time-code', maxLength: 7 })
  const go = createElement('button', 'go', 'Connect')
  const why = createElement('p', 'why')
  why.setAttribute('role', 'alert')
  element.append(title, label, input, go, why)
  const digits = () => input.value.replace(/\D/g, '').slice(0, 6)
  const update = () => (go.disabled = digits().length !== 6)
  input.addEventListener('input', update)
  element.addEventListener('submit', (event) => {
    event.preventDefault()
    if (digits().length === 6) pin(digits())
  })
  let before = ''
  return {
    element,
    show(state: LinkState) {
      const busy = state.at === 'pairing'
      element.hidden = state.at !== 'pin' && !busy
      input.disabled = busy
      setText(go, busy ? 'Connecting…' : 'Connect')
      setText(why, state.at === 'pin' ? state.why : '')
      if (state.at === 'pin' && before === 'pairing') {
        input.value = ''
        input.focus()
      }
      before = state.at
      if (busy) go.disabled = true
      else update()
    },
  }
}

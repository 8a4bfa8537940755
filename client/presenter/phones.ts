import type { RemoteDesk } from '../../core/protocol/messages.ts'
import { REMOTE_CODE } from '../../core/protocol/remote-messages.ts'
import { createElement, setText } from '../base/dom.ts'

/**
 * How a phone joins: a button in `host` that shows the code, the address and the PIN. They are hidden
 * until they are asked for and once a phone is in, although only the presenter sees this window.
 */
export function createPhones(host: HTMLElement): (desk: RemoteDesk) => void {
  const open = createElement('button', 'pv-small pv-phones')
  open.type = 'button'
  open.hidden = true
  const card = createElement('section', 'pv-join')
  card.setAttribute('aria-label', 'A phone as the remote')
  card.hidden = true
  const code = createElement('img')
  code.alt = ''
  const address = createElement('p', 'pv-address')
  const pin = createElement('p', 'pv-pin')
  card.append(
    code,
    createElement('p', '', 'On the same network, point a phone at this, or open'),
    address,
  )
  card.append(createElement('p', '', 'and type the PIN'), pin)
  const show = (on: boolean) => {
    card.hidden = !on
    open.setAttribute('aria-expanded', String(on))
    // Without the focus, keys are those of the stage again and not of this button.
    open.blur()
  }
  open.addEventListener('click', () => show(card.hidden === true))
  card.addEventListener('click', () => show(false))
  host.append(open, card)

  let connected = 0
  return (desk) => {
    open.hidden = false
    setText(open, desk.connected === 0 ? 'phone' : `phone: ${desk.connected} in`)
    setText(address, desk.address)
    setText(pin, `${desk.pin.slice(0, 3)} ${desk.pin.slice(3)}`)
    if (code.getAttribute('src') === null) code.src = REMOTE_CODE
    if (desk.connected > connected) show(false)
    connected = desk.connected
  }
}

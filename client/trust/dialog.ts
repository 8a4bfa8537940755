import { createElement, setText } from '../base/dom.ts'

/** Milliseconds before buttons work: a press that was meant for the deck must approve nothing. */
const ARMED = 700

function wordsOf(waiting: number, changed: number): string {
  const [one, what] = [waiting === 1, waiting === 1 ? 'A demo' : `${waiting} demos`]
  const foreign = one ? 'comes from somebody else' : 'come from somebody else'
  const since = one ? 'has changed since it was approved' : 'have changed since they were approved'
  const are = changed === 0 ? foreign : changed === waiting ? since : `${foreign} or ${since}`
  const until = one
    ? 'Until it is approved as it is now, its recording is shown. This is all that it would do, as you:'
    : 'Until they are approved as they are now, their recordings are shown. This is all that they would do, as you:'
  return `${what} of this deck ${are}. ${until}`
}

/** The dialog over the deck: a list of demos, and the buttons that approve them or leave them. */
export interface TrustDialog {
  /** What would run, a box for each demo. */
  readonly list: HTMLElement
  isOpen(): boolean
  /** Whether it was shut, and is open now. */
  open(): boolean
  close(): void
  /** Says how many demos wait, how many of them can be approved, and how many were once. */
  tell(waiting: number, approvable: number, changed: number): void
  /** Disables the buttons for a moment, so that a click that was on its way approves nothing new. */
  arm(): void
  /** Enables the buttons, also new ones, if that moment is over. */
  release(): void
  /** A button that approves something. Only a person can press it. */
  button(text: string, act: () => void): HTMLButtonElement
}

export function createTrustDialog(on: { approveAll(): void; closed(): void }): TrustDialog {
  const { dialog, words, list, foot } = createParts()
  let armedAt = Infinity
  const leave = createButton('Watch the recordings', () => dialog.close())
  const all = button('', () => on.approveAll())
  // Until something is shown there is nothing to approve.
  all.hidden = true
  all.classList.add('trust-approve')
  foot.append(leave, all)
  document.body.append(dialog)
  dialog.addEventListener('close', () => on.closed())

  function button(text: string, act: () => void): HTMLButtonElement {
    // Nobody approves what was shown only a moment ago.
    return createButton(text, () => {
      if (performance.now() >= armedAt) act()
    })
  }
  function arm(): void {
    armedAt = performance.now() + ARMED
    setTimeout(release, ARMED)
    release()
  }
  function release(): void {
    const held = performance.now() < armedAt
    for (const each of dialog.querySelectorAll('button')) if (each !== leave) each.disabled = held
  }

  return {
    list,
    isOpen: () => dialog.open,
    open() {
      if (dialog.open) return false
      dialog.showModal()
      list.focus()
      arm()
      return true
    },
    close() {
      if (dialog.open) dialog.close()
    },
    tell(waiting, approvable, changed) {
      setText(words, wordsOf(waiting, changed))
      setText(all, approvable === 1 ? 'Approve it' : `Approve all ${approvable}`)
      all.hidden = approvable === 0
    },
    arm,
    release,
    button,
  }
}

function createParts() {
  const dialog = createElement('dialog', 'trust')
  dialog.setAttribute('aria-labelledby', 'trust-title')
  const title = createElement('h1', '', 'Not approved on this machine')
  title.id = 'trust-title'
  const words = createElement('p', 'trust-words')
  const list = createElement('div', 'trust-list')
  // The list has the focus at first, so that keys and clickers scroll it and press no button.
  list.tabIndex = 0
  list.setAttribute('role', 'region')
  list.setAttribute('aria-label', 'what would run')
  const foot = createElement('footer', 'trust-foot')
  const note = createElement(
    'p',
    '',
    'Mounts, ports and hosts are found by how they are usually written; a script may do more. An approval ends when a file changes.',
  )
  foot.append(note)
  dialog.append(title, words, list, foot)
  return { dialog, words, list, foot }
}

function createButton(text: string, act: () => void): HTMLButtonElement {
  const made = createElement('button', '', text)
  made.type = 'button'
  made.addEventListener('click', (event) => {
    // The click of a script approves nothing.
    if (event.isTrusted) act()
  })
  return made
}

import type { TrustSheet } from '../../core/trust/sheet.ts'
import { createElement, setText } from '../base/dom.ts'
import type { Connection, Welcome } from '../connection/types.ts'
import { own } from '../../core/base/own.ts'

/** Lies over the deck while somebody else's demos wait for approval. */
export interface TrustPage {
  /** Whether the page lies over the deck and has to be answered first. */
  readonly open: boolean
  /** How many demos of this deck wait for approval. */
  readonly waiting: number
  /** Shows it. `again`: even if the presenter has chosen the recordings before. */
  show(again?: boolean): void
}

/** Milliseconds before buttons work: a press that was meant for the deck must approve nothing. */
const ARMED = 700
/** The key of what the presenter has seen in this tab and left in replay: a reload does not ask again. */
const SEEN = 'cuecast-recordings'

export function createTrustPage(
  connection: Pick<Connection, 'status' | 'onLive' | 'onWelcome' | 'inspect' | 'approve'>,
  demos: readonly string[],
  first: Welcome['live'],
  tells: {
    /** It was opened or shut, or another number of demos waits. */
    changed(): void
    /** This demo may run from now on. */
    approved(demo: string): void
  },
): TrustPage {
  let live = first
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
  const leave = button('Watch the recordings', close)
  const all = button('', () => void approve([...boxes.keys()]))
  all.classList.add('trust-approve')
  foot.append(note, leave, all)
  dialog.append(title, words, list, foot)
  document.body.append(dialog)
  dialog.addEventListener('close', () => {
    remember([...sheets.values()])
    tells.changed()
  })

  /** What is shown of each demo that waits. */
  const sheets = new Map<string, TrustSheet>()
  const boxes = new Map<string, HTMLElement>()
  let armedAt = Infinity

  const waiting = () => demos.filter((name) => isAsking(own(live, name)))
  connection.onWelcome((welcome) => {
    hear(welcome.live)
    // A late welcome, or that of a restarted server, may name demos that were not known before.
    show()
  })
  connection.onLive(hear)

  function hear(now: Welcome['live']): void {
    live = now
    for (const name of [...boxes.keys()]) if (!isAsking(own(live, name))) drop(name)
    tells.changed()
  }
  function drop(name: string): void {
    sheets.delete(name)
    boxes.get(name)?.remove()
    boxes.delete(name)
    if (boxes.size === 0) close()
    else tell()
  }
  function close(): void {
    if (dialog.open) dialog.close()
  }
  function tell(): void {
    const count = boxes.size
    setText(words, count === 1 ? ONE : `${count} demos ${SEVERAL}`)
    const approvable = [...sheets.values()].filter(({ barred }) => barred === undefined).length
    setText(all, approvable === 1 ? 'Approve it' : `Approve all ${approvable}`)
    all.hidden = approvable === 0
  }

  function show(again = false): void {
    if (dialog.open || connection.status().role !== 'presenter' || waiting().length === 0) return
    const seen = new Set(again ? [] : remembered())
    // Whoever left the page once gets the deck at once, unless a demo has changed since.
    if (seen.size === 0) open()
    void Promise.all(waiting().map(inspect)).then(() => {
      const news = [...sheets.values()].some(({ hash }) => !seen.has(hash))
      if (seen.size > 0 && news) open()
    })
  }
  function open(): void {
    if (dialog.open) return
    dialog.showModal()
    list.focus()
    arm()
    tells.changed()
  }
  /** Disables the buttons for a moment, so that a click that was on its way approves nothing new. */
  function arm(): void {
    armedAt = performance.now() + ARMED
    setTimeout(release, ARMED)
    release()
  }
  function release(): void {
    const held = performance.now() < armedAt
    for (const each of dialog.querySelectorAll('button')) if (each !== leave) each.disabled = held
  }

  async function inspect(name: string): Promise<void> {
    const box = boxes.get(name) ?? createElement('section', 'trust-demo')
    if (!boxes.has(name)) list.append(box)
    boxes.set(name, box)
    // Most decks never ask, so the code that draws the list is loaded when one does.
    const [sheet, { showSheet }] = await Promise.all([
      connection.inspect(name),
      import('./sheet.ts'),
    ])
    if (boxes.get(name) !== box) return
    if (typeof sheet === 'string') {
      sheets.delete(name)
      box.replaceChildren(createElement('h2', '', name), createElement('p', 'trust-why', sheet))
    } else {
      sheets.set(name, sheet)
      const one = button('Approve this demo', () => void approve([name]))
      box.replaceChildren(...showSheet(sheet, sheet.barred === undefined ? one : null))
    }
    release()
    tell()
  }

  async function approve(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const sheet = sheets.get(name)
      if (!sheet || sheet.barred !== undefined) continue
      const why = await connection.approve(name, sheet.hash)
      if (why === null) {
        tells.approved(name)
        continue
      }
      // The demo may have changed while it was read, so it is shown again as it is now.
      await inspect(name)
      arm()
      boxes.get(name)?.prepend(createElement('p', 'trust-why', why))
    }
  }

  function button(text: string, act: () => void): HTMLButtonElement {
    const made = createElement('button', '', text)
    made.type = 'button'
    made.addEventListener('click', (event) => {
      // The click of a script approves nothing, and nobody approves what was shown a moment ago.
      if (event.isTrusted && (act === close || performance.now() >= armedAt)) act()
    })
    return made
  }

  return {
    get open() {
      return dialog.open
    },
    get waiting() {
      return waiting().length
    },
    show,
  }
}

const ONE =
  'A demo of this deck comes from somebody else. As it is now, nothing of it has run. This is all that it would do, as you:'
const SEVERAL =
  'of this deck come from somebody else. As they are now, nothing of them has run. This is all that they would do, as you:'

const isAsking = (one: Welcome['live'][string] | undefined) =>
  one !== undefined && !one.ok && one.asks === 'approval'

function remembered(): readonly string[] {
  return (sessionStorage.getItem(SEEN) ?? '').split(' ').filter((hash) => hash !== '')
}
function remember(sheets: readonly TrustSheet[]): void {
  const all = new Set([...remembered(), ...sheets.map(({ hash }) => hash)])
  sessionStorage.setItem(SEEN, [...all].join(' '))
}

import '../styles/library.css'
import { createElement } from '../base/dom.ts'
import { connect } from '../connection/connect.ts'

/**
 * The list of decks. Besides its links, it exchanges the ticket of the printed link for the token that
 * decks opened in this tab show. It never has control of a stage.
 */
const connection = connect('mirror')
connection.onStatus(({ at, why }) => {
  if (at === 'open' || at === 'refused') connection.close()
  // A bookmark may lead here although another project has the port now, so the reason is shown.
  if (at === 'refused') document.querySelector('h1')?.after(createElement('p', 'refused', why))
})

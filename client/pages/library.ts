import '../styles/library.css'
import { createElement } from '../base/dom.ts'
import { connect } from '../connection/connect.ts'

/**
 * The list of decks. Its one task beside links is to exchange the ticket of the printed link for
 * the token that the decks, opened in this tab, show. It never has control of a stage.
 */
const connection = connect('mirror')
connection.onStatus(({ at, why }) => {
  if (at === 'open' || at === 'refused') connection.close()
  // A bookmark of a port that another project has now opens this one: whoever did it has to know.
  if (at === 'refused') document.querySelector('h1')?.after(createElement('p', 'refused', why))
})

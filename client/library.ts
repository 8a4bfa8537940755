import './styles/library.css'
import { connect } from './socket.ts'

/**
 * The list of decks. Its one task beside links is to exchange the ticket of the printed link for
 * the token that the decks, opened in this tab, show. It never has control of a stage.
 */
const connection = connect('mirror')
connection.onStatus(({ at }) => {
  if (at === 'open' || at === 'refused') connection.close()
})

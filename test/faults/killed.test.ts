import { it } from 'vitest'
import { stateOf, writesPerContact, writtenFields } from '../support/end-state.ts'
import { connect } from '../support/installation.ts'
import { openPortal, seedShop } from '../support/portal.ts'
import { expectSameEndWhenKilled, full, type Subject } from './killing.ts'

const kills = full ? 200 : 10
// About 500 records: 130 contacts and their deals.
const contacts = 130

async function open(): Promise<Subject> {
  const portal = await openPortal({ seed: seedShop(contacts) })
  const { server } = portal
  const installation = await connect(portal)
  return {
    installation,
    answered: () => server.control.log().length,
    endState: async () => ({ fields: writtenFields(server.state), store: await stateOf(installation) }),
    writes: () => writesPerContact(server.state),
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await portal[Symbol.asyncDispose]()
    },
  }
}

it(`ends as an undisturbed run does, and writes every record once, when killed at any of ${kills} moments`, () =>
  expectSameEndWhenKilled({ kills, records: contacts, ways: ['search'], open }))

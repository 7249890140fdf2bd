import { describe, expect, test } from 'vitest'
import { actionChecks, describeActionContract, runActionCheck } from './action-contract.ts'
import { type ActionFlaw, NotesVendor, notesConnector } from './example/notes.ts'

describeActionContract('an action without a flaw', {
  connector: notesConnector(),
  action: 'note',
  start: NotesVendor.start,
})

describe('the kit fails an action that', () => {
  test.each<[ActionFlaw, string, RegExp]>([
    [
      'sends again by itself',
      'an unknown outcome is read back, and nothing is done twice',
      /sends again by itself/,
    ],
    ['reads nothing back', 'what is done is read back, and nothing before', /is not read back/],
    ['reads nothing back', 'an unknown outcome is read back, and nothing is done twice', /done 3 times/],
    ['reads back what was not done', 'what was lost on its way is done after all', /done 0 times/],
    ['takes anything', 'what it does not take is not sent', /was not refused/],
    ['hides why it was refused', 'a refusal is explained, and has no effect', /tells no reason/],
    ['takes a refusal for done', 'a refusal is explained, and has no effect', /taken for done/],
    ['gives up at a rate limit', 'a rate limit passes', /slow down/],
    ['puts the token into errors', 'no secret is in an error', /holds a secret/],
  ])('%s: %s', async (flaw, sentence, message) => {
    const check = actionChecks[sentence]
    if (check === undefined) throw new Error(`no check "${sentence}"`)
    const subject = { connector: notesConnector(flaw), action: 'note', start: NotesVendor.start }
    await expect(runActionCheck(check, subject)).rejects.toThrow(message)
  })
})

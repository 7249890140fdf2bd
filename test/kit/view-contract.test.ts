import { describe, expect, test } from 'vitest'
import { describeViewContract, runViewCheck, viewChecks } from './view-contract.ts'
import { type ViewFlaw, WallSite, wallConnector } from './view-example.ts'

describeViewContract('a view without a flaw', {
  connector: wallConnector(),
  view: 'reviews',
  start: WallSite.start,
})

const trace = 'no secret and no content is in an error, a cause or a log'

describe('the kit fails a view that', () => {
  test.each<[ViewFlaw, string, RegExp]>([
    ['gives content unmarked', 'shows what the site has, and whose it is', /content is given unmarked/],
    ['gives content unmarked', 'what it shows cannot be written down', /was written as JSON/],
    ['does not say whose it is', 'shows what the site has, and whose it is', /without saying whose/],
    ['has a stream too', 'nothing of it can be read into the store', /it has streams: review/],
    ['takes a refusal for no reviews', 'a key that is refused is explained', /nothing was said/],
    ['hides why it was refused', 'a key that is refused is explained', /does not say so: "no"/],
    ['takes an unknown place for no reviews', 'a place that is not there is explained', /nothing was said/],
    ['asks for anything', 'an id that the site cannot have is not sent', /was not refused before/],
    ['gives up at a rate limit', 'a rate limit and an outage pass', /too many calls to the wall/],
    [
      'takes an outage for no reviews',
      'a rate limit and an outage that do not pass are explained',
      /nothing was said/,
    ],
    ['goes on when told to stop', 'told to stop, it stops', /it gave 2/],
    ['quotes what it cannot read', trace, /the error of "shape" holds content/],
    ['puts content into an address', trace, /the record of a call of "nothing" holds content/],
    ['puts the key into errors', trace, /holds a secret/],
  ])('%s: %s', async (flaw, sentence, message) => {
    const check = viewChecks[sentence]
    if (check === undefined) throw new Error(`no check "${sentence}"`)
    const subject = { connector: wallConnector(flaw), view: 'reviews', start: WallSite.start }
    await expect(runViewCheck(check, subject)).rejects.toThrow(message)
  })
})

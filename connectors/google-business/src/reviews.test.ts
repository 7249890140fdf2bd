import { newLedger, type ReadOptions, readStream } from '@rapport/contract-kit'
import {
  addGoogleLocation,
  addGoogleReview,
  editGoogleReview,
  type GoogleBusinessOptions,
  replyToGoogleReview,
} from '@rapport/sandbox'
import { describe, expect, onTestFinished, test } from 'vitest'
import { googleBusiness } from './index.ts'
import { originalText } from './records.ts'
import { type Accounts, openAccounts } from './testing/stand-ins.ts'

const hour = 3_600_000
const day = 24 * hour

/** Two locations, and a store that reads their reviews as often as it is told. */
async function open(options: GoogleBusinessOptions = {}) {
  const accounts = await openAccounts(options)
  onTestFinished(() => accounts.server.close())
  const subject = {
    connector: googleBusiness,
    stream: 'review',
    start: async () => accounts.standIn as never,
  } as const
  const ledger = newLedger(subject)
  const read = (options: ReadOptions = {}) =>
    readStream(subject, accounts.standIn as never, ledger, { ...options, attempts: 1 })
  return { ...accounts, ledger, read }
}

function idOf({ locations: [{ name }] }: Accounts, id: string): string {
  return `${name.slice('locations/'.length)}/${id}`
}

describe('stars', () => {
  test.each([
    ['ONE', 1],
    ['FIVE', 5],
    ['STAR_RATING_UNSPECIFIED', null],
    ['SIX', null],
    ['ZERO', null],
  ])('%s is a rating of %s', async (starRating, rating) => {
    const site = await open()
    const { id } = addGoogleReview(site.server.state, site.locations[0].name, { starRating })
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({ rating, scaleMin: 1, scaleMax: 5 })
  })

  test('by a word that is none are set aside with the word, and the others are read', async () => {
    const site = await open()
    const [{ name }] = site.locations
    const { id } = addGoogleReview(site.server.state, name, { starRating: 'SHINY' })
    addGoogleReview(site.server.state, name)
    await site.read()
    expect(site.ledger.live().size).toBe(1)
    expect(site.ledger.rejects).toMatchObject([
      { id: idOf(site, id), reason: expect.stringMatching(/starRating: stands for no number of stars/) },
    ])
  })
})

describe('a text', () => {
  test.each([
    ['(Translated by Google) Very good\n\n(Original)\nBardzo dobre 😊', 'Bardzo dobre 😊'],
    ['(Translated by Google) Cold coffee\n\n(Original)\nהקפה קר\n\nלא נחזור', 'הקפה קר\n\nלא נחזור'],
    ['とても良い\n\n(Translated by Google)\nVery good', 'とても良い'],
    ['The sign says (Original) and (Translated by Google) in one line', null],
    ['', null],
  ])('%j loses the translation around it', (comment, original) => {
    expect(originalText(comment)).toBe(original ?? (comment === '' ? null : comment))
  })

  test.each([
    ['thirty thousand characters', 'ä😀'.repeat(10_000)],
    ['HTML', '<script>alert("x")</script> & <b>bold</b>'],
    ['a formula', '=HYPERLINK("http://evil.example","click")'],
    ['right-to-left marks', '\u202Eשלום\u202C ok'],
  ])('with %s is kept as it was written', async (_, comment) => {
    const site = await open()
    const { id } = addGoogleReview(site.server.state, site.locations[0].name, { comment })
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({ text: comment })
  })
})

describe('a reply', () => {
  test.each(['reviewReplyState', 'state'] as const)(
    'is pending, then approved or rejected, by the field %s',
    async (replyStateField) => {
      const site = await open({ replyStateField, moderationMs: hour })
      const { state } = site.server
      const [{ name }] = site.locations
      const [fine, linked] = [addGoogleReview(state, name).id, addGoogleReview(state, name).id]
      replyToGoogleReview(state, fine, 'Thank you')
      replyToGoogleReview(state, linked, 'See https://acme.example')
      const states = () => [fine, linked].map((id) => site.ledger.live().get(idOf(site, id))?.replyState)
      await site.read()
      expect(states()).toEqual(['pending', 'pending'])
      site.tick(day)
      await site.read()
      expect(states()).toEqual(['approved', 'rejected'])
      expect(site.ledger.live().get(idOf(site, linked))?.replyProblem).toMatch(/URL/)
    },
  )

  test('without a state is approved', async () => {
    const site = await open({ replyStateField: 'absent' })
    const { id } = addGoogleReview(site.server.state, site.locations[0].name)
    replyToGoogleReview(site.server.state, id, 'Thank you')
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({
      replyState: 'approved',
      reply: 'Thank you',
    })
  })

  test('that moved no time is found once the newest pages are read again, after a day', async () => {
    const site = await open()
    const { state } = site.server
    const [{ name }] = site.locations
    const { id } = addGoogleReview(state, name, { createTime: site.tick(hour) })
    for (let more = 0; more < 12; more += 1) addGoogleReview(state, name, { createTime: site.tick(hour) })
    await site.read()
    replyToGoogleReview(state, id, 'Thank you')
    const reply = () => site.ledger.live().get(idOf(site, id))?.reply
    site.tick(hour)
    await site.read()
    expect(reply()).toBeNull()
    site.tick(day)
    await site.read()
    expect(reply()).toBe('Thank you')
  })

  test('is no edit of its review, also where it moves the time of it', async () => {
    const site = await open()
    const { state } = site.server
    const { id } = addGoogleReview(state, site.locations[0].name)
    const at = site.tick(hour)
    Object.assign(state.review(id), { reply: { comment: 'Thanks', updateTime: at }, updateTime: at })
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({ editedAt: null })
    site.tick(hour)
    editGoogleReview(state, id, { comment: 'Worse since' })
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({ editedAt: expect.any(String) })
  })
})

describe('a reading', () => {
  test('asks for one page of each location when nothing is new', async () => {
    const site = await open()
    const { state, control } = site.server
    for (let count = 0; count < 60; count += 1)
      addGoogleReview(state, site.locations[count % 2]?.name ?? '', { createTime: site.tick(hour) })
    await site.read()
    control.resetLog()
    await site.read()
    expect(control.log().filter(({ path }) => path.endsWith('/reviews'))).toHaveLength(2)
  })

  test('goes on from the start of a location where the token of its page has expired', async () => {
    const site = await open()
    for (let count = 0; count < 25; count += 1)
      addGoogleReview(site.server.state, site.locations[0].name, { createTime: site.tick(hour) })
    await site.read({ stopAfter: 12 })
    site.tick(2 * hour)
    await site.read()
    expect(site.ledger.live().size).toBe(25)
    expect(site.server.control.log().filter(({ status }) => status === 400)).toHaveLength(1)
  })

  test('reads all of a location that came later, however old its reviews are', async () => {
    const site = await open()
    const { state } = site.server
    addGoogleReview(state, site.locations[0].name, { createTime: site.tick(90 * day) })
    await site.read()
    const [account = ''] = state.accounts.keys()
    const { name } = addGoogleLocation(state, { accounts: [account] })
    for (let count = 0; count < 25; count += 1)
      addGoogleReview(state, name, { createTime: Date.UTC(2025, 0, 1 + count) })
    await site.read()
    expect(site.ledger.live().size).toBe(26)
  })

  test('misses nothing that comes to one location while another one is read', async () => {
    const site = await open()
    const { state } = site.server
    const [{ name: first }, { name: second }] = site.locations
    for (let count = 0; count < 15; count += 1)
      addGoogleReview(state, second, { createTime: site.tick(hour) })
    let meanwhile = ''
    await site.read({
      afterChange(change) {
        // A day after the reading began, the first location gets a review, and the second one a later one.
        if (change.type !== 'upsert' || meanwhile !== '') return
        meanwhile = addGoogleReview(state, first, { createTime: site.tick(day) }).id
        addGoogleReview(state, second, { createTime: site.tick(day) })
      },
    })
    await site.read()
    await site.read()
    expect(site.ledger.live().has(idOf(site, meanwhile))).toBe(true)
    expect(site.ledger.live().size).toBe(17)
  })

  test('tells of a location whose reviews are refused, and reads the others', async () => {
    const site = await open()
    const [first, second] = site.locations
    addGoogleReview(site.server.state, second.name)
    site.server.control.fail({ path: `*${first.name}/reviews`, fault: { kind: 'status', status: 404 } })
    await site.read()
    expect(site.ledger.live().size).toBe(1)
    expect(site.ledger.rejects).toMatchObject([{ reason: expect.stringMatching(/could not be listed/) }])
  })

  test('keeps no name of somebody who asked for none', async () => {
    const site = await open()
    const { id } = addGoogleReview(site.server.state, site.locations[0].name, { isAnonymous: true })
    await site.read()
    expect(site.ledger.live().get(idOf(site, id))).toMatchObject({ author: null, anonymous: true })
  })
})

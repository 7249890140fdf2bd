import { expect, test } from 'vitest'
import { chooseParty, type KnownParty, type PartyQuestion } from './party-choice.ts'

const live: KnownParty = { live: true, mergedInto: null }
const deleted: KnownParty = { live: false, mergedInto: null }

function choose(question: Partial<PartyQuestion>, known?: Record<string, KnownParty>) {
  return chooseParty({
    level: 'contact',
    connection: 'hubspot',
    associations: [],
    label: null,
    lookUp: (id) => (known === undefined ? live : known[id]),
    ...question,
  })
}

const linked = (id: string, label: string | null = null, primary = false) => ({ id, label, primary })

test('A deal counts for its primary company', () => {
  const associations = [linked('2'), linked('10', null, true)]
  expect(choose({ level: 'company', associations }).party).toEqual({ id: '10', reason: 'primary company' })
})

test('Without a primary company a deal counts for the lowest id, as people count', () => {
  const associations = [linked('10'), linked('9')]
  expect(choose({ level: 'company', associations }).party).toEqual({
    id: '9',
    reason: 'lowest id of 2 associated companies',
  })
})

test('A deal counts for the contact with the configured label, even where it bears others', () => {
  const associations = [linked('1', 'Billing'), linked('2', 'Billing'), linked('2', 'Buyer')]
  expect(choose({ associations, label: 'Buyer' }).party).toEqual({ id: '2', reason: 'labelled "Buyer"' })
})

test('A label that nobody bears leaves the lowest id', () => {
  expect(choose({ associations: [linked('7', 'Buyer')], label: 'Payer' }).party).toEqual({
    id: '7',
    reason: 'only associated contact',
  })
})

test('At contact level the primary mark of a source does not count', () => {
  expect(choose({ associations: [linked('1'), linked('2', null, true)] }).party?.id).toBe('1')
})

test('A merged record stands for the one it lives on in', () => {
  const known = {
    '1': { live: false, mergedInto: '5' },
    '5': { live: false, mergedInto: '6' },
    '6': live,
    '2': live,
  }
  expect(choose({ associations: [linked('1'), linked('2')] }, known)).toEqual({
    party: {
      id: '6',
      reason: 'lowest id of 2 associated contacts, hubspot/contact:1 having been merged into this one',
    },
    complaint: null,
    dependsOn: ['1', '5'],
  })
})

test('Deleted and unknown records are passed over, and remembered', () => {
  const choice = choose(
    { associations: [linked('1'), linked('2'), linked('3')] },
    { '1': deleted, '3': live },
  )
  expect(choice.party?.id).toBe('3')
  expect(choice.dependsOn).toEqual(['1', '2'])
})

test('Records that were merged in a circle are passed over', () => {
  const known = { '1': { live: false, mergedInto: '2' }, '2': { live: false, mergedInto: '1' } }
  expect(choose({ associations: [linked('1')] }, known).party).toBeNull()
})

test('A deal without any contact says what to do', () => {
  expect(choose({}).complaint).toBe('no associated contact: associate one in hubspot')
})

test('A deal whose contacts are all gone says which', () => {
  expect(choose({ associations: [linked('1'), linked('2')] }, {}).complaint).toBe(
    'the associated hubspot/contact:1 and 1 more is deleted or was never read: associate another contact in hubspot',
  )
})

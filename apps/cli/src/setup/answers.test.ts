import { expect, it } from 'vitest'
import { configurationContext } from '../configuration.ts'
import { completeAnswers } from './answers.ts'

const { connectors } = configurationContext

it('what is not given has a default', () => {
  expect(completeAnswers({}, connectors)).toMatchObject({
    workspace: 'default',
    currency: 'USD',
    customer: 'contact',
    connection: 'hubspot',
    connector: { id: 'hubspot' },
  })
})

it('only fields of the customer level are written back', () => {
  const { writeBack } = completeAnswers({ customer: 'company' }, connectors)

  expect(writeBack.slice(0, 3)).toEqual(['clv', 'clv_low', 'clv_high'])
})

it.each([
  [{ connector: 'hubpsot' }, 'unknown connector "hubpsot": did you mean "hubspot"?'],
  [{ timezone: 'Europe/Berln' }, 'unknown time zone "Europe/Berln": did you mean "Europe/Berlin"?'],
  [{ currency: 'EURO' }, 'unknown currency "EURO": did you mean "EUR"?'],
  [{ workspace: 'My Shop' }, '"My Shop" cannot name a workspace: use lower-case letters, digits and _'],
  [{ connection: 'a/b' }, '"a/b" cannot name a connection: leave out blanks, / and :'],
])('a wrong answer %o is told with what was meant', (given, message) => {
  expect(() => completeAnswers(given, connectors)).toThrow(message)
})

it('a setting that its schema refuses as text is read as JSON', () => {
  const setting = { folder: '123', files: '{"contacts":"people.csv"}' }

  expect(completeAnswers({ connector: 'csv', setting }, connectors).settings).toEqual({
    folder: '123',
    files: { contacts: 'people.csv' },
  })
})

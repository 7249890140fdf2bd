import { expect, test } from 'vitest'
import { draftOf, startForm, wrongSettings } from './draft.ts'
import type { Connector } from './queries.ts'

const setting = (name: string, input: Connector['settings'][number]['input']) => ({
  ...{ name, input, description: '', type: '', required: false, default: null, choices: null },
})
const connector: Connector = {
  ...{ id: 'desk', title: 'Desk', reads: [], writes: [], answersReviews: false, shownOnly: false },
  signIns: [
    {
      ...{ type: 'apiKey', title: null, steps: [], consent: null },
      keys: [
        { name: 'user', secret: false, required: true, description: null },
        { name: 'key', secret: true, required: true, description: null },
      ],
    },
  ],
  settings: [
    setting('baseUrl', 'text'),
    setting('pages', 'list'),
    setting('size', 'number'),
    setting('map', 'json'),
    setting('delimiter', 'choice'),
  ],
}
const form = startForm(connector, ['desk', 'desk-2'])

test('a name that is free is offered', () => {
  expect(form.name).toBe('desk-3')
})

test('what is left empty is left out; a secret is sent as a secret, a reference as a reference', () => {
  expect(draftOf(connector, form)).toEqual({ name: 'desk-3', connector: 'desk', auth: {}, settings: {} })
  const auth = { user: { way: 'secret', text: 'ann' }, key: { way: 'secret', text: 's3cret' } } as const
  expect(draftOf(connector, { ...form, auth }).auth).toEqual({
    user: { value: 'ann' },
    key: { secret: 's3cret' },
  })
  const referred = { key: { way: 'env', text: ' DESK_KEY ' } } as const
  expect(draftOf(connector, { ...form, auth: referred }).auth).toEqual({ key: { reference: 'env:DESK_KEY' } })
})

test('settings are sent as what they are', () => {
  const settings = { pages: '1, 2', size: '20', map: '{"2":"open"}', delimiter: '\t', baseUrl: ' ' }
  expect(draftOf(connector, { ...form, settings }).settings).toEqual({
    ...{ pages: ['1', '2'], size: 20, map: { '2': 'open' }, delimiter: '\t' },
  })
  expect(wrongSettings(connector, { ...form, settings: { map: '{"2"' } })).toEqual(['map'])
})

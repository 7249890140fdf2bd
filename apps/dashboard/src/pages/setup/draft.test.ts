import { expect, test } from 'vitest'
import { draftOf, startForm, withConsent, wrongSettings } from './draft.ts'
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

const byApp: Connector = {
  ...connector,
  signIns: [
    {
      ...{ type: 'authorizationCode', title: null, steps: [], consent: 'refreshToken' },
      keys: [{ name: 'clientSecret', secret: true, required: true, description: null }],
    },
  ],
}
const begunWith = {
  ...startForm(byApp, []),
  auth: { clientSecret: { way: 'secret', text: 'of-the-app' } },
  settings: { baseUrl: 'http://desk.example' },
} as const
const given = { id: 'sign-in-1', begunWith }

test('what a sign-in in a browser gave is put in, beside what was typed meanwhile that does not matter to it', () => {
  const renamed = { ...begunWith, name: 'other' }
  expect(withConsent(byApp, renamed, given)).toEqual({
    ...renamed,
    auth: { ...begunWith.auth, refreshToken: { way: 'consent', text: 'sign-in-1' } },
  })
})

test('what a sign-in gave replaces that of one before it', () => {
  const before = withConsent(byApp, begunWith, given)
  const again = withConsent(byApp, before, { id: 'sign-in-2', begunWith: before })
  expect(again.auth.refreshToken).toEqual({ way: 'consent', text: 'sign-in-2' })
})

test.each([
  ['another secret', { auth: { clientSecret: { way: 'secret', text: 'of-another' } } }],
  ['another way to give it', { auth: { clientSecret: { way: 'env', text: 'of-the-app' } } }],
  ['another setting', { settings: { baseUrl: 'http://other.example' } }],
] as const)(
  'a sign-in that was begun before %s was typed is not put in, and nothing typed is lost',
  (_, change) => {
    const typed = { ...begunWith, ...change }
    expect(withConsent(byApp, typed, given)).toEqual(typed)
  },
)

import type { Connector, Draft } from './queries.ts'

/** How a secret is given. */
export const secretWays = ['secret', 'env', 'file', 'stored'] as const
export type SecretWay = (typeof secretWays)[number]

/** What was typed for a key of a sign-in; of a sign-in in a browser, its id. */
export interface GivenKey {
  readonly way: SecretWay | 'consent'
  readonly text: string
}

/** What was typed so far. */
export interface ConnectForm {
  readonly name: string
  readonly signIn: string
  readonly auth: Readonly<Record<string, GivenKey>>
  /** By setting, as typed. */
  readonly settings: Readonly<Record<string, string>>
}

export type SignIn = Connector['signIns'][number]
export type Setting = Connector['settings'][number]

/** A free name to begin with. */
export function startForm(connector: Connector, taken: readonly string[]): ConnectForm {
  let name = connector.id
  for (let number = 2; taken.includes(name); number += 1) name = `${connector.id}-${number}`
  return { name, signIn: connector.signIns[0]?.type ?? '', auth: {}, settings: {} }
}

/** The key that a sign-in in a browser gives; null where the way that is chosen needs none. */
const consentKey = (connector: Connector, { signIn }: ConnectForm): string | null =>
  connector.signIns.find(({ type }) => type === signIn)?.consent ?? null

/** Whether what is typed waits for a sign-in in a browser. */
export function lacksConsent(connector: Connector, form: ConnectForm): boolean {
  const consent = consentKey(connector, form)
  return consent !== null && form.auth[consent]?.way !== 'consent'
}

/** The form after a change: what a sign-in in a browser gave belongs to the app, the way and the place that it was made with. */
export function changed(connector: Connector, form: ConnectForm, change: Partial<ConnectForm>): ConnectForm {
  const next = { ...form, ...change }
  const consent = consentKey(connector, form)
  const given = consent === null ? undefined : form.auth[consent]
  const isOther = change.signIn !== undefined || change.settings !== undefined || change.auth !== undefined
  if (consent === null || given === undefined || next.auth[consent] !== given || !isOther) return next
  const { [consent]: _, ...auth } = next.auth
  return { ...next, auth }
}

/** Whether a sign-in in a browser that was begun with one form is one for the other: the app, the way and the place are the same. */
export function isSameSignIn(connector: Connector, one: ConnectForm, other: ConnectForm): boolean {
  const madeWith = (form: ConnectForm): string => {
    const { [consentKey(connector, form) ?? '']: _, ...auth } = form.auth
    const draft = draftOf(connector, { ...form, auth })
    return JSON.stringify([form.signIn, draft.auth, draft.settings])
  }
  return madeWith(one) === madeWith(other)
}

/** What a sign-in in a browser gave, and the form that it was begun with. */
export interface GivenConsent {
  readonly id: string
  readonly begunWith: ConnectForm
}

/** The form with what a sign-in in a browser gave; as it is where that belongs to what was typed before. */
export function withConsent(
  connector: Connector,
  form: ConnectForm,
  { id, begunWith }: GivenConsent,
): ConnectForm {
  const consent = consentKey(connector, form)
  if (consent === null || !isSameSignIn(connector, begunWith, form)) return form
  return { ...form, auth: { ...form.auth, [consent]: { way: 'consent', text: id } } }
}

/** Settings whose text cannot be what the setting is: a list or a group that is no JSON. */
export function wrongSettings(connector: Connector, form: ConnectForm): readonly string[] {
  return connector.settings
    .filter((setting) => {
      const text = form.settings[setting.name]?.trim() ?? ''
      return text !== '' && setting.input === 'json' && readJson(text) === undefined
    })
    .map(({ name }) => name)
}

/** What was typed, as the server takes it. What was left empty is left out: then the default holds. */
export function draftOf(connector: Connector, form: ConnectForm): Draft {
  const signIn = connector.signIns.find(({ type }) => type === form.signIn)
  const keys = signIn?.keys ?? []
  const auth: NonNullable<Draft['auth']> = {}
  for (const { name, secret } of keys) {
    const { way, text } = form.auth[name] ?? { way: 'secret', text: '' }
    const given = text.trim()
    if (given === '') continue
    auth[name] = !secret
      ? { value: given }
      : way === 'secret'
        ? { secret: text }
        : { reference: `${way}:${given}` }
  }
  const consented = signIn?.consent == null ? undefined : form.auth[signIn.consent]
  if (signIn?.consent != null && consented?.way === 'consent')
    auth[signIn.consent] = { consent: consented.text }
  const settings: Record<string, unknown> = {}
  for (const setting of connector.settings) {
    const given = form.settings[setting.name] ?? ''
    // A choice is what it is: one of them may be a tab.
    const text = setting.input === 'choice' ? given : given.trim()
    if (text !== '') settings[setting.name] = settingOf(setting, text)
  }
  return { name: form.name.trim(), connector: connector.id, auth, settings }
}

/** What is no number stays a text, and the server says so. */
function settingOf({ input }: Setting, text: string): unknown {
  if (input === 'switch') return text === 'true'
  if (input === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  if (input === 'json') return readJson(text) ?? text
  if (input !== 'list') return text
  const read = readJson(text)
  return Array.isArray(read)
    ? read
    : text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import { expect, it } from 'vitest'
import { connectors } from '../../connectors.ts'
import { completeConnection, type GivenConnection } from './connection-request.ts'

const complete = (given: Partial<GivenConnection>) =>
  completeConnection({ connector: 'salesforce', ...given }, connectors)

it('secrets that are not given are looked for in variables named after them', () => {
  const auth = { consumerKey: 'key', username: 'ann@example.com' }
  expect(complete({ auth }).auth).toEqual({ ...auth, privateKey: 'env:SALESFORCE_PRIVATE_KEY' })
  expect(complete({ connection: 'acme', auth }).auth.privateKey).toBe('env:ACME_PRIVATE_KEY')
})

it('the keys tell the way to sign in, where it is not named', () => {
  const auth = { consumerKey: 'key', consumerSecret: 'file:secret' }
  expect(complete({ auth }).auth).toEqual(auth)
  expect(complete({ signIn: 'accessToken' }).auth).toEqual({ accessToken: 'env:SALESFORCE_ACCESS_TOKEN' })
})

it('a connector without a sign-in takes no keys', () => {
  const connection = complete({ connector: 'csv', setting: { folder: 'data' } })
  expect(connection).toMatchObject({ name: 'csv', auth: {}, settings: { folder: 'data' } })
})

it.each<[Partial<GivenConnection>, string]>([
  [{ connector: 'salesforse' }, 'unknown connector "salesforse": did you mean "salesforce"?'],
  [{ connection: 'a/b' }, '"a/b" cannot name a connection'],
  [{ signIn: 'jwtBaerer' }, 'no way to sign in called "jwtBaerer": did you mean "jwtBearer"?'],
  [{ auth: { consumerKey: 'key' } }, 'needs username to sign in by jwtBearer: give it with --auth username='],
  [
    { signIn: 'clientCredentials', auth: { consumerKey: 'key', username: 'ann' } },
    '"username" does not belong to the sign-in clientCredentials: it takes consumerKey, consumerSecret',
  ],
])('a mistake in %o is told with what was meant', (given, message) => {
  expect(() => complete(given)).toThrow(message)
})

it('a secret in clear is refused without being repeated', () => {
  const auth = { consumerKey: 'key', consumerSecret: 'the-secret-itself' }
  expect(() => complete({ auth })).toThrow(
    /^consumerSecret must be a reference to a secret: env:NAME, file:path or stored:NAME$/,
  )
})

import { describe, expect, test } from 'vitest'
import { type Credentials, staticToken } from './credentials.ts'
import { ConnectorError } from './errors.ts'
import { connect, failureOf, json, readThing, startVendor, status } from './testing/vendor.ts'

const thing = json({ id: '1' })
const signedBy = ({ pathname }: URL) => (pathname.startsWith('/v3/') ? 'key' : 'person')

/** A key, and a person whose token is fetched as often as it is asked for, or who took their access away. */
function keyAndPerson(isRefused = false) {
  const exchanges: string[] = []
  const exchange = async (): Promise<string> => {
    exchanges.push('person')
    if (isRefused) throw new ConnectorError('auth', 'the vendor refused the refresh token: connect again')
    return `person-${exchanges.length}`
  }
  const credentials: Credentials = {
    token: exchange,
    refresh: exchange,
    key: staticToken('the-key', 'connections.crm.auth.apiKey'),
  }
  return { credentials, exchanges }
}

describe('a sign-in by a key and as a person', () => {
  test('signs each call with what it is for, and asks for the person when a call first needs them', async () => {
    await using vendor = await startVendor(thing)
    const { credentials, exchanges } = keyAndPerson()
    const { ctx } = connect(vendor.url, { credentials, connector: { signedBy } })
    await readThing(ctx, '/v3/things/1')
    expect(exchanges).toEqual([])
    await readThing(ctx, '/reviews/1')
    expect(vendor.tokens).toEqual(['Bearer the-key', 'Bearer person-1'])
  })

  test('goes on with the key where the person took their access away', async () => {
    await using vendor = await startVendor(thing)
    const { credentials } = keyAndPerson(true)
    const { ctx } = connect(vendor.url, { credentials, connector: { signedBy } })
    expect(await failureOf(readThing(ctx, '/reviews/1'))).toMatchObject({ kind: 'auth' })
    expect((await readThing(ctx, '/v3/things/1')).body).toEqual({ id: '1' })
  })

  test('says which setting holds a key that is refused, and asks no person instead', async () => {
    await using vendor = await startVendor(status(401))
    const { credentials, exchanges } = keyAndPerson()
    const { ctx } = connect(vendor.url, { credentials, connector: { signedBy } })
    expect(await failureOf(readThing(ctx, '/v3/things/1'))).toMatchObject({
      kind: 'auth',
      message: expect.stringMatching(/connections\.crm\.auth\.apiKey was refused/),
    })
    expect(exchanges).toEqual([])
  })

  test('renews the token of a person that is refused', async () => {
    await using vendor = await startVendor(status(401), thing)
    const { ctx } = connect(vendor.url, { credentials: keyAndPerson().credentials, connector: { signedBy } })
    await readThing(ctx, '/reviews/1')
    expect(vendor.tokens).toEqual(['Bearer person-1', 'Bearer person-2'])
  })
})

test('a key alone does not stand for a person: nothing is sent, and what is missing is said', async () => {
  await using vendor = await startVendor(thing)
  const { ctx } = connect(vendor.url, { connector: { signedBy } })
  expect(await failureOf(readThing(ctx, '/reviews/1'))).toMatchObject({
    kind: 'config',
    message: expect.stringMatching(/^crm: .*clientId, clientSecret and refreshToken beside apiKey/),
  })
  expect(vendor.asked).toEqual([])
  await readThing(ctx, '/v3/things/1')
  expect(vendor.tokens).toHaveLength(1)
})

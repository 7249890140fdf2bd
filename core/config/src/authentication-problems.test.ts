import { describe, expect, it } from 'vitest'
import { found } from './testing/found-problems.ts'

describe('sign-in', () => {
  const signIn = (auth: string): string => `connections:\n  crm:\n    connector: hubspot\n${auth}`

  it('that is missing is told with what to write', () => {
    expect(found(signIn(''))).toEqual([
      [
        2,
        3,
        'connections.crm.auth',
        'HubSpot needs a sign-in',
        'write auth: { accessToken: env:NAME } or auth: { clientId: …, clientSecret: env:NAME, refreshToken: env:NAME }',
      ],
    ])
  })

  it('with a key that no method takes is told with the one that was meant', () => {
    expect(found(signIn('    auth:\n      acessToken: env:T\n'))).toEqual([
      [5, 7, 'connections.crm.auth.acessToken', 'unknown key', 'did you mean "accessToken"?'],
    ])
  })

  it('that mixes two methods is told at the key that does not belong', () => {
    expect(
      found(
        signIn(
          '    auth:\n      clientId: abc\n      clientSecret: env:S\n      refreshToken: env:R\n      accessToken: env:T\n',
        ),
      ),
    ).toMatchObject([[8, 7, 'connections.crm.auth.accessToken', 'does not belong to the sign-in oauth2', {}]])
  })

  it('that lacks a key of its method is told', () => {
    expect(found(signIn('    auth:\n      clientId: abc\n      clientSecret: env:S\n'))).toMatchObject([
      [4, 5, 'connections.crm.auth.refreshToken', 'is missing: must be text', null],
    ])
  })

  it('for a source that asks for none is told', () => {
    const text = 'connections:\n  f: { connector: csv, settings: { folder: x }, auth: { user: me } }\n'
    expect(found(text)).toEqual([
      [2, 57, 'connections.f.auth.user', 'CSV files asks for no sign-in', 'remove the line'],
    ])
  })
})

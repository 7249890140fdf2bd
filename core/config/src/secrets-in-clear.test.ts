import { describe, expect, it } from 'vitest'
import { connected, found, problemsOf } from './testing/found-problems.ts'

describe('secrets in clear', () => {
  it('are told at their line and never repeated', () => {
    const text = `connections:\n  crm:\n    connector: hubspot\n    auth:\n      accessToken: pat-na1-11111111-2222\n`

    expect(found(text)).toMatchObject([
      [5, 20, 'connections.crm.auth.accessToken', 'a secret stands here in clear', {}],
    ])
    expect(JSON.stringify(problemsOf(text))).not.toContain('11111111')
  })

  it('are told under keys that nothing reads, too', () => {
    const text = `${connected}    settings:\n      apiKey: s3cr3tvalue\n      baseUrl: https://me:hunter22@x.example\n`

    expect(found(text)).toMatchObject([
      [6, 15, 'connections.hubspot.settings.apiKey', 'a secret stands here in clear', {}],
      [7, 16, 'connections.hubspot.settings.baseUrl', 'a secret stands here in clear', {}],
    ])
    expect(JSON.stringify(problemsOf(text))).not.toMatch(/s3cr3tvalue|hunter22/)
  })

  it('written as a number are told and not repeated', () => {
    const text = `connections:\n  crm: { connector: hubspot, auth: { accessToken: 8675309 } }\n`

    expect(found(text)).toMatchObject([[2, 51, 'connections.crm.auth.accessToken', 'must be text', null]])
    expect(JSON.stringify(problemsOf(text))).not.toContain('8675309')
  })

  it('in the notation of a shell are told as the reference to write', () => {
    const shell = '$' + '{TOKEN}'
    const text = `connections:\n  crm: { connector: hubspot, auth: { accessToken: "${shell}" } }\n`
    expect(found(text)).toMatchObject([[2, 51, {}, 'a secret stands here in clear', 'write env:TOKEN']])
  })
})

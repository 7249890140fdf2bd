import process from 'node:process'
import { salesforce } from '@rapport/salesforce'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../interruption.ts'
import { obtainToken } from './obtain-token.ts'
import { consentsOf } from './requested-consent.ts'

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('a Ctrl-C while a stored secret is opened ends the sign-in before it begins', async () => {
  const [consent] = consentsOf(salesforce)
  if (consent === undefined) throw new Error('Salesforce offers no sign-in in a browser')
  const stored = async (): Promise<string> => {
    process.emit('SIGINT')
    return 'app-secret'
  }
  const token = obtainToken({
    connector: salesforce,
    consent,
    connection: {
      connector: 'salesforce',
      settings: { instanceUrl: 'http://127.0.0.1:9' },
      auth: { clientId: 'app', clientSecret: 'stored:app-secret' },
      streams: null,
      mapping: {},
    },
    callback: 'http://127.0.0.1:1/callback',
    sources: { folder: '.', environment: {}, stored },
  })
  await expect(token).rejects.toBeInstanceOf(Interrupted)
})

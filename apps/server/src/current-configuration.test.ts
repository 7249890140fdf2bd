import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadConfiguration, parseConfiguration } from '@rapport/config'
import { expect, onTestFinished, test } from 'vitest'
import { startTestServer } from './testing/test-server.ts'

test('a file that is broken or gone leaves the last good set-up in force, which is said once; nothing can be changed meanwhile', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-current-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'rapport.yaml')
  const context = { connectors: [], writableFields: [] }
  await writeFile(file, 'currency: [\n')
  await using server = await startTestServer({
    load: () => loadConfiguration(file, context),
    configuration: { file, parse: (text) => parseConfiguration(text, 'rapport.yaml', context) },
  })
  const admin = await server.signIn('admin')
  const currency = async () => {
    const answer = await admin.ask('/api/session')
    return ((await answer.json()) as { workspace: { currency: string } }).workspace.currency
  }
  const warnings = () => server.lines.filter((line) => line.includes('cannot be used as it is now'))
  expect([await currency(), await currency(), warnings().length]).toEqual(['EUR', 'EUR', 1])
  await writeFile(file, 'currency: CHF\n')
  expect(await currency()).toBe('CHF')
  await rm(file)
  expect([await currency(), await currency(), warnings().length]).toEqual(['CHF', 'CHF', 2])
  expect(await (await admin.ask('/api/settings/general')).json()).toMatchObject({ version: null })
  const change = { method: 'PATCH', body: { publicUrl: null, version: 'x' } }
  expect((await admin.ask('/api/settings/general', change)).status).toBe(409)
})

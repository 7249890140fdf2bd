import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, expect, test } from 'vitest'
import { runWarm } from './testing/warm-command.ts'

const workspace = await openTestWorkspace()
const folder = await mkdtemp(join(tmpdir(), 'rapport-cli-'))
afterAll(async () => {
  await workspace[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function rapport(...words: string[]) {
  const environment = { ...process.env, DATABASE_URL: workspace.store.url }
  const { code, stdout, stderr } = await runWarm({ folder, environment, parameters: words })
  return { code, out: stdout, err: stderr }
}

/** A set-up whose one connection, files in the folder, has this name. */
async function setUp(name: string): Promise<void> {
  const lines = [
    `workspace: ${workspace.store.workspace}`,
    'connections:',
    `  ${name}: { connector: csv, settings: { folder: . } }`,
  ]
  await writeFile(join(folder, 'rapport.yaml'), `${lines.join('\n')}\n`)
}

test('a connection that was renamed in rapport.yaml is renamed or forgotten as the failed sync says', {
  timeout: 60_000,
}, async () => {
  await writeFile(join(folder, 'contacts.csv'), 'id,name\n1,Ada\n2,Grace\n')
  await setUp('old')
  expect(await rapport('sync')).toMatchObject({ code: 0 })

  await setUp('new')
  const stopped = await rapport('sync')
  expect(stopped.code).toBe(5)
  expect(stopped.err).toContain('run "npx rapport connections rename old new"')
  expect(await rapport('connections', 'rename', 'old', 'new')).toMatchObject({
    code: 0,
    out: 'what was stored of old is now stored of new\n',
  })
  expect(await rapport('sync')).toMatchObject({ code: 0 })

  const asked = await rapport('connections', 'forget', 'new')
  expect(asked).toMatchObject({ code: 2, out: '' })
  expect(asked.err).toContain(
    'this would delete all that is stored of new (records: 2 contact); what Rapport wrote to new would stay there. Run it again with --yes',
  )
  const forgotten = await rapport('connections', 'forget', 'new', '--yes', '--json')
  expect(forgotten.code).toBe(0)
  expect(JSON.parse(forgotten.out)).toEqual({ connection: 'new', records: { contact: 2 } })
  const unknown = await rapport('connections', 'forget', 'new', '--yes')
  expect(unknown.code).toBe(1)
  expect(unknown.err).toContain('nothing is stored of a connection "new" (stored: none)')
})

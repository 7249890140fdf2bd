import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunResult } from '@rapport/run'
import { expect, it } from 'vitest'
import { install } from '../support/installation.ts'

const header = 'Review ID;Product;Overall Rating;Review Date;Review;Reviewer'
const long = 'Support answers within minutes, and the reports show what we need every week.'

it('connects a file of reviews without being asked, reads it, and forgets it with every trace', async () => {
  await using installation = await install('http://127.0.0.1:9', {
    token: null,
    change: ({ writeBack: _none, ...input }) => ({
      ...input,
      connections: { shop: { connector: 'csv', settings: { folder: '.' } } },
    }),
  })
  const rows = [
    'r1;CRM;4.5;31.03.2026;;Ann',
    `r2;CRM;2;30.04.2026;${long};Ben`,
    'r3;CRM;11;30.04.2026;secret;Cy',
  ]
  await writeFile(path.join(installation.folder, 'g2.csv'), [header, ...rows.slice(0, 2), ''].join('\n'))

  const connected = await installation.run(
    ...['connect', 'csv', '--connection', 'g2', '--reviews', path.join(installation.folder, 'g2.csv')],
    ...['--setting', 'retention=revocable', '--yes'],
  )
  expect(connected.code, connected.stderr).toBe(0)
  expect(connected.stderr).toMatch(/^ {2}createdAt +Review Date +its name +31\.03\.2026 · 30\.04\.2026$/m)
  expect(connected.stderr).toContain('reviews: a sample read: of 2 rows none would be set aside')

  await writeFile(path.join(installation.folder, 'g2.csv'), [header, ...rows, ''].join('\n'))
  const sync = await installation.run('sync', '--json')
  expect(sync.code, sync.stderr).toBe(3)
  expect(sync.json<RunResult>().read).toMatchObject({ 'g2/review': 3, 'g2/place': 1 })
  const rejects = await installation.run('rejects', '--json')
  expect(rejects.stdout).toContain('line 4: Overall Rating 11 is not on its scale from 1 to 5')

  const purge = await installation.run('purge')
  expect(purge.stdout).toBe('nothing had expired\nnothing is due: no connection has content that expires\n')

  const forgotten = await installation.run('connections', 'forget', 'g2', '--yes', '--json')
  expect(forgotten.json()).toMatchObject({ connection: 'g2', records: { review: 2, place: 1 } })
  const left = await installation.run('rejects', '--json')
  expect(left.stdout).not.toContain('secret')
})

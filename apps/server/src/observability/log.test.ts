import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

test.runIf(existsSync('/dev/full'))('a server goes on where its log is on a full disk', async () => {
  const script = `const { createLog } = await import(${JSON.stringify(new URL('./log.ts', import.meta.url).href)})
    const log = createLog((text) => text)
    log.info('one')
    log.error('two')
    setTimeout(() => process.stderr.write('still here'), 10)`
  const server = spawn(
    'sh',
    ['-c', 'exec "$0" "$@" >/dev/full', process.execPath, '--input-type=module', '--eval', script],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const [told, [code]] = await Promise.all([text(server.stderr), once(server, 'exit')])
  expect({ code, told }).toEqual({ code: 0, told: 'still here' })
})

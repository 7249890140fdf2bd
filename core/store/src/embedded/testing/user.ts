import process from 'node:process'
import { startEmbedded } from '../cluster.ts'

/** A process that uses the embedded Postgres in a folder: tells its address, and leaves when its input ends. */
const postgres = await startEmbedded(process.argv[2] ?? '')
process.stdout.write(`${postgres.url}\n`)
for await (const _ of process.stdin);
await postgres.close()

#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ALL_SCOPES } from '../src/hubspot/auth.ts'
import { SEED_NAMES, startSandbox } from '../src/index.ts'

const USAGE = `Usage: sandbox [options]
  --seed ${SEED_NAMES.join('|')}     what the account holds (default cdnow-sample)
  --journal FILE                        keep changes in FILE and start from them again
  --port N                              default 0: any free port
  --limits professional|starter|enterprise|off
  --token T                             private-app token (default sandbox-token)
  --scopes A,B                          what the token may do (default everything)
  --latency-ms N, --search-lag-ms N
  --stdin-watch                         end when standard input closes
  --help                                print this and end`

const optionsSchema = z.object({
  seed: z.enum(SEED_NAMES).default('cdnow-sample'),
  journal: z.string().optional(),
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  limits: z.enum(['professional', 'starter', 'enterprise', 'off']).default('professional'),
  token: z.string().min(1).default('sandbox-token'),
  scopes: z
    .string()
    .transform((list) => list.split(',').map((scope) => scope.trim()))
    .pipe(z.array(z.enum(ALL_SCOPES)))
    .optional(),
  'latency-ms': z.coerce.number().min(0).default(0),
  'search-lag-ms': z.coerce.number().min(0).default(0),
  'stdin-watch': z.boolean().default(false),
  help: z.boolean().default(false),
})

function readOptions(): z.infer<typeof optionsSchema> {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      seed: text,
      journal: text,
      port: text,
      limits: text,
      token: text,
      scopes: text,
      'latency-ms': text,
      'search-lag-ms': text,
      'stdin-watch': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  return optionsSchema.parse(values)
}

let options: z.infer<typeof optionsSchema>
try {
  options = readOptions()
} catch (error) {
  process.stderr.write(`${error instanceof z.ZodError ? z.prettifyError(error) : error}\n${USAGE}\n`)
  process.exit(2)
}

if (options.help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}

const sandbox = await startSandbox({
  port: options.port,
  hubspot: {
    seed: options.seed,
    limits: options.limits,
    tokens: [{ token: options.token, scopes: options.scopes ?? 'all' }],
    latencyMs: options['latency-ms'],
    searchLagMs: options['search-lag-ms'],
    ...(options.journal === undefined ? {} : { journal: options.journal }),
  },
})

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  await sandbox.close()
  process.exit(0)
}
process.once('SIGTERM', end)
process.once('SIGINT', end)
if (options['stdin-watch']) {
  process.stdin.once('end', end)
  process.stdin.resume()
}

process.stdout.write(`${JSON.stringify({ hubspot: sandbox.baseUrl })}\n`)

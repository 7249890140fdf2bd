import { Command, Option } from 'commander'
import { gather, port, wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'
import type { ServeOptions } from '../serve/serve.ts'
import { serveRoles } from '../serve/serve-role.ts'

/** `rapport serve`: the page, the HTTP API, schedules and runs, until it is stopped. */
export function serveCommand(): Command {
  return new Command('serve')
    .summary('serve the page and the API, and run what is scheduled')
    .description(
      `Serves the page and the HTTP API, and runs what is scheduled or asked for, until it is stopped (Ctrl-C, SIGTERM): requests under way
then have 30 seconds to end. At the first start it prints a link for the first owner, which holds for a day. It listens on this machine
alone unless it is told under which name people come: docs/server.md has the rest.`,
    )
    .addOption(
      new Option('--role <role>', 'web: page and API; worker: schedules and runs; all: both')
        .choices(serveRoles)
        .default('all'),
    )
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <number>', 'on which port; 0: any that is free', port, 8787)
    .option('--public-url <url>', 'where people reach the page, such as https://rapport.example.com')
    .option('--allow-host <name>', 'a further name under which to answer; may be given several times', gather)
    .option('--behind-proxy', 'a proxy of yours in front sets X-Forwarded-For')
    .option(
      '--statement-timeout <seconds>',
      'how long one statement of a request may take in the database; exports and runs are not limited',
      wholeNumber,
      30,
    )
    .action(async (_: unknown, command: Command) => {
      const { serve } = await import('../serve/serve.ts')
      await serve(optionsOf<ServeOptions>(command))
    })
}

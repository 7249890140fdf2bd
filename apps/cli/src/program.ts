import { Command } from 'commander'
import { applyCommand } from './commands/apply.ts'
import { calcCommand } from './commands/calc.ts'
import { checkCommand } from './commands/check.ts'
import { configCommand } from './commands/config.ts'
import { connectCommand } from './commands/connect.ts'
import { connectionsCommand } from './commands/connections.ts'
import { customersCommand } from './commands/customers.ts'
import { demoCommand } from './commands/demo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { initCommand } from './commands/init.ts'
import { placesCommand } from './commands/places.ts'
import { planCommand } from './commands/plan.ts'
import { purgeCommand } from './commands/purge.ts'
import { rejectsCommand } from './commands/rejects.ts'
import { reportCommand } from './commands/report.ts'
import { revertCommand } from './commands/revert.ts'
import { reviewsCommand } from './commands/reviews.ts'
import { runsCommand } from './commands/runs.ts'
import { schedulesCommand } from './commands/schedules.ts'
import { scoreCommand } from './commands/score.ts'
import { secretsCommand } from './commands/secrets.ts'
import { serveCommand } from './commands/serve.ts'
import { syncCommand } from './commands/sync.ts'
import { usersCommand } from './commands/users.ts'
import { exitCodeMeanings } from './exit-codes.ts'
import { version } from './version.ts'

/** The commands, in groups in the order in which one meets them. */
const groups: readonly (readonly [heading: string, commands: readonly (() => Command)[]])[] = [
  ['Try:', [demoCommand]],
  [
    'Set up:',
    [
      initCommand,
      connectCommand,
      configCommand,
      secretsCommand,
      usersCommand,
      checkCommand,
      doctorCommand,
      connectionsCommand,
    ],
  ],
  ['Run:', [syncCommand, scoreCommand, planCommand, applyCommand, revertCommand, purgeCommand, serveCommand]],
  [
    'Look:',
    [
      reportCommand,
      reviewsCommand,
      runsCommand,
      schedulesCommand,
      rejectsCommand,
      explainCommand,
      customersCommand,
      placesCommand,
    ],
  ],
  ['Compute:', [calcCommand]],
]

/** The whole command line. It throws CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('rapport')
    .description(
      'Measures customer value and customer experience from the systems you have, and writes the numbers back into the CRM.',
    )
    .version(version(), '--version', 'print the version')
    .option('-c, --config <file>', 'the configuration', 'rapport.yaml')
    .option('--json', 'print the result as JSON on standard output')
    .option('--verbose', 'with an error, print what led to it; with explain, the parameters of the model')
    .addHelpText('after', () => `\n${exitCodeHelp().join('\n')}`)
  for (const [heading, commands] of groups) {
    for (const create of commands) program.addCommand(create().helpGroup(heading))
  }
  settle(program)
  return program
}

/** The exit codes as lines of help. */
export function exitCodeHelp(): string[] {
  const lines = Object.entries(exitCodeMeanings).map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`)
  return [
    'Exit codes:',
    ...lines,
    '',
    'Records are written connection/entity:id, for example hubspot/contact:123.',
  ]
}

/** What all commands have in common, those below other commands too. */
function settle(command: Command): void {
  command.exitOverride()
  // Descriptions stand in the code line by line; the help wraps them to the width of the terminal.
  command.description(command.description().replace(/\s*\n\s*/g, ' '))
  command.configureHelp({ showGlobalOptions: true })
  command.showHelpAfterError(`(${fullName(command)} --help shows how to write it)`)
  command.helpOption('-h, --help', 'print this help')
  for (const child of command.commands) settle(child)
  if (command.commands.length > 0) command.helpCommand('help [command]', 'print the help of a command')
}

/** `rapport config check`. */
export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`
}

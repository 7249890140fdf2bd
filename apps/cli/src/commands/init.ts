import { Command, Option } from 'commander'
import { gatherPair } from '../arguments.ts'
import { optionsOf } from '../output.ts'
import type { GivenAnswers } from '../setup/answers.ts'

/** `rapport init`: a new configuration. */
export function initCommand(): Command {
  return new Command('init')
    .summary('write a new rapport.yaml')
    .description(
      `Writes a commented rapport.yaml. On a terminal it asks for what no option gives; with --yes it asks nothing and takes the
defaults. A connection whose sign-in needs more than a secret is walked through as by "rapport connect"; with --yes and without
--auth it is left to that. It also keeps the data folder .rapport out of git, and says what to do next.`,
    )
    .option('-y, --yes', 'ask nothing; take the default of what no option gives')
    .option('--connector <id>', 'the connector of the first connection, such as hubspot or csv')
    .option('--connection <name>', "the connection's own name (default: the connector's)")
    .option('--sign-in <way>', 'how to sign in, such as jwtBearer or clientCredentials')
    .option('--auth <key=value>', 'a key of the sign-in; may be given several times', gatherPair)
    .option('--setting <name=value>', 'a setting of the connector; may be given several times', gatherPair)
    .addOption(new Option('--customer <level>', 'what a customer is').choices(['contact', 'company']))
    .option('--currency <code>', 'the currency of all values, ISO 4217 (default: USD)')
    .option('--timezone <zone>', "the zone in which days begin and end, IANA (default: this machine's)")
    .option('--workspace <name>', 'the name of the workspace (default: default)')
    .option('--force', 'replace a rapport.yaml that exists')
    .addHelpText(
      'after',
      `
Examples:
  $ rapport init
  $ rapport init --yes --connector hubspot --currency EUR --timezone Europe/Berlin
  $ rapport init --yes --connector csv --setting folder=./data
  $ rapport init --yes --connector salesforce`,
    )
    .action(async (_: unknown, command: Command) => {
      const { setUp } = await import('../setup/set-up.ts')
      await setUp(optionsOf<GivenAnswers & { yes?: boolean; force?: boolean }>(command))
    })
}

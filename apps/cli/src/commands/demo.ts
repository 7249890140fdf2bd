import { Command, Option } from 'commander'
import { type DemoChoice, demoChoices } from '../demo/demo-choices.ts'
import { optionsOf } from '../output.ts'

interface DemoOptions {
  readonly crm: DemoChoice
  readonly full?: boolean
  readonly reset?: boolean
  readonly limits: boolean
}

/** `rapport demo`: the main job on real purchases, against a stand-in for HubSpot or Salesforce. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('see the main job on real purchases, without an account')
    .description(
      `Starts a stand-in for HubSpot or Salesforce on this machine that holds real purchases (the CDNOW data: customers of 1997 as
contacts, their purchases as won deals), syncs it, scores every customer, writes the numbers back, and reads one record from the
stand-in. It ends by itself and leaves no process behind. Run it twice to see an incremental sync.`,
    )
    .addOption(
      new Option(
        '--crm <system>',
        'the stand-ins: with both, one customer of the two is found by its address',
      )
        .choices(demoChoices)
        .default('hubspot'),
    )
    .option('--full', 'all 23,570 customers instead of the sample of 2,357')
    .option('--reset', 'forget what earlier demos did')
    .option('--no-limits', "without the vendors' rate limits, to see how fast Rapport itself is")
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<DemoOptions>(command)
      const { performDemo } = await import('../demo/perform-demo.ts')
      await performDemo(options, {
        crm: options.crm,
        full: options.full ?? false,
        reset: options.reset ?? false,
        limits: options.limits ? 'professional' : 'off',
      })
    })
}

import { Command, Option } from 'commander'
import { port } from '../arguments.ts'
import { type DemoChoice, demoChoices } from '../demo/demo-choices.ts'
import { optionsOf } from '../output.ts'

interface DemoOptions {
  readonly crm: DemoChoice
  readonly reviews?: boolean
  readonly full?: boolean
  readonly reset?: boolean
  readonly limits: boolean
  readonly serve?: boolean
  readonly port: number
}

/** `rapport demo`: the main job on real purchases, against a stand-in for HubSpot or Salesforce. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('see the main job on real purchases, without an account')
    .description(
      `Starts a stand-in for HubSpot or Salesforce on this machine that holds real purchases (the CDNOW data: customers of 1997 as
contacts, their purchases as won deals), syncs it, scores every customer, writes the numbers back, and reads one record from the
stand-in. With --reviews the stand-ins are those of Google Business, Trustpilot and Google Places with 640 reviews in seven languages, and
of HubSpot with the companies that the places belong to. It ends by itself and leaves no process behind. Run it twice to see an
incremental sync. With --serve the page is served afterwards, until Ctrl-C. Unless --crm, --full or --reviews ask for less, the demo
behind it has something for every part of the page: the same customers 28 years later, with tickets in a stand-in for Zendesk, answers to
surveys and the reviews, evaluated at the end of March and of June 2026. What is done on the page is there again the next time.`,
    )
    .addOption(
      new Option(
        '--crm <system>',
        'which CRM to imitate; with both, the same customer in the two is recognised by e-mail address',
      )
        .choices(demoChoices)
        .default('hubspot'),
    )
    .addOption(
      new Option('--reviews', 'reviews and the reputation of places, instead of purchases').conflicts([
        'crm',
        'full',
      ]),
    )
    .option('--full', 'all 23,570 customers instead of the sample of 2,357')
    .option('--reset', 'forget what earlier demos did')
    .option('--no-limits', "without the vendors' rate limits, to see how fast Rapport itself is")
    .option('--serve', 'then serve the page, with the stand-ins running, until Ctrl-C')
    .option('--port <number>', 'with --serve: on which port; 0: any that is free', port, 8787)
    .action(async (_: unknown, command: Command) => {
      const options = optionsOf<DemoOptions>(command)
      const reset = options.reset ?? false
      const limits = options.limits ? 'professional' : 'off'
      const serving = options.serve === true ? { port: options.port } : null
      if (options.reviews === true) {
        const { performReviewsDemo } = await import('../demo/reviews/perform-reviews-demo.ts')
        await performReviewsDemo(options, { reset, limits }, serving)
        return
      }
      const { performDemo } = await import('../demo/perform-demo.ts')
      await performDemo(options, { crm: options.crm, full: options.full ?? false, reset, limits }, serving)
    })
}

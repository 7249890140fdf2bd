import type { FirstContactPreset } from '@rapport/metrics'
import { Command, Option } from 'commander'
import { calendarDay, dayCount, recordReference, wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'
import { SEGMENT_NAMES } from '../reports/segment-names.ts'
import { PERIODS } from '../retention-calculation/period-names.ts'

/** `rapport report`: what the numbers of all customers come to. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('report value, retention, segments, service, surveys, health and reputation')
    .description('Reports what the numbers of all customers come to, as of the last scoring.')
    .addCommand(valueCommand())
    .addCommand(retentionCommand())
    .addCommand(segmentsCommand())
    .addCommand(serviceCommand())
    .addCommand(experienceCommand())
    .addCommand(healthCommand())
    .addCommand(reputationCommand())
}

function valueCommand(): Command {
  return new Command('value')
    .summary('what all customers are worth, and who most')
    .description(
      `Tells the future value of all customers with its 50, 80 and 95 % interval, their past value, the model in force and why it
was chosen, how value is spread over the customers, and who the most valuable are.`,
    )
    .action(async (_: unknown, command: Command) => {
      const { printValueReport } = await import('../reports/value-report.ts')
      await printValueReport(optionsOf(command))
    })
}

function retentionCommand(): Command {
  return new Command('retention')
    .summary('retention, churn and cohorts of all customers')
    .description(
      `Tells what rapport calc retention tells, of the won deals of all customers: retention and churn of each period with 95 %
intervals, cohorts by the first purchase, segments and churn risk; CAC, CLV : CAC and payback from what was spent on winning
customers, at the margin of rapport.yaml.`,
    )
    .addOption(new Option('--period <period>', 'the calendar period').choices(PERIODS).default('month'))
    .option('--acquisition-spend <file>', 'CSV: period_start,amount; what was spent on winning customers')
    .action(async (_: unknown, command: Command) => {
      const { printRetentionReport } = await import('../reports/retention-report.ts')
      await printRetentionReport(optionsOf(command))
    })
}

function segmentsCommand(): Command {
  return new Command('segments')
    .summary('the RFM segments of all customers, or who is in one')
    .description(
      `Tells of each RFM segment its customers, orders, revenue, value and churn risk; with --segment, its customers by value, with
the records they are made of.`,
    )
    .addOption(new Option('--segment <name>', 'list the customers of one segment').choices(SEGMENT_NAMES))
    .action(async (_: unknown, command: Command) => {
      const { printSegmentsReport } = await import('../reports/segments-report.ts')
      await printSegmentsReport(optionsOf(command))
    })
}

const groupings = ['agent', 'team', 'channel', 'priority', 'topic', 'customer', 'day', 'week', 'month']
const selections = ['all', 'late', 'own-late', 'unanswered', 'fcr-lost', 'fcr', 'reopened', 'open', 'overdue']
/** All that there are, named here so that the command line starts without the metrics. */
const presets: Readonly<Record<FirstContactPreset, true>> = {
  'zendesk-one-touch': true,
  'zendesk-messaging': true,
  freshservice: true,
  zoho: true,
  intercom: true,
  'hubspot-one-touch': true,
}

function serviceCommand(): Command {
  return new Command('service')
    .summary('response times and first-contact resolution of tickets')
    .description(
      `Tells how fast tickets were answered and how many were resolved at the first contact, with intervals, for the tickets begun on
some days, or with --day-of event for what happened on them; and how fast customers were answered again after that (next replies). With
--tickets, the tickets behind a figure; with --policy, first-contact resolution as another system counts it, beside its own figure of
each ticket where the source has one, with the tickets on which they differ and why. The last 90 days without --from and --to.`,
    )
    .option('--from <day>', 'the first day, YYYY-MM-DD', calendarDay)
    .option('--to <day>', 'the last day', calendarDay)
    .addOption(new Option('--by <what>', 'group the tickets').choices(groupings))
    .addOption(
      new Option(
        '--day-of <what>',
        'count all of a ticket on the day of its start, or each event (reply, solution) on its own',
      )
        .choices(['start', 'event'])
        .default('start'),
    )
    .addOption(
      new Option('--compare <period>', 'show the change against as many days before').choices(['previous']),
    )
    .option('--business-hours', 'working hours instead of calendar time')
    .addOption(
      new Option('--tickets <which>', 'list the tickets instead: all, or those behind a figure').choices(
        selections,
      ),
    )
    .addOption(
      new Option('--policy <name>', "reconcile with another system's first-contact resolution")
        .choices(Object.keys(presets))
        .conflicts(['by', 'dayOf', 'compare', 'businessHours', 'tickets']),
    )
    .addOption(
      new Option('--limit <n>', 'how many tickets, or customers with --by customer: those with most tickets')
        .argParser(wholeNumber)
        .default(50),
    )
    .option('--agent <agent>', 'only tickets of an agent: connection/id, id or name')
    .option('--team <team>', 'only tickets of a team')
    .option('--channel <channel>', 'only tickets of a channel')
    .option('--priority <priority>', 'only tickets of a priority')
    .option('--topic <topic>', 'only tickets of a topic')
    .addOption(
      new Option('--customer <record>', 'only tickets of the customer behind a record').argParser(
        recordReference,
      ),
    )
    .action(async (_: unknown, command: Command) => {
      const { printServiceReport } = await import('../service-report/service-report.ts')
      await printServiceReport(optionsOf(command))
    })
}

const surveyGroupings = ['channel', 'agent', 'team', 'topic', 'customer', 'month', 'connection']
const surveyKinds = ['nps', 'csat', 'ces', 'csi']

function experienceCommand(): Command {
  return new Command('experience')
    .summary('what surveys say: NPS, CSAT, CES and CSI, and who would recommend you')
    .description(
      `Tells of the surveys of all connections the score of each kind and scale, with 95 % intervals and response rates; under five
answers there is no score. Grouped by channel, agent, team or topic, a survey counts where the ticket does that it is about. With
--advocates, the promoters to ask for a referral, a case study or a reference. The last 365 days without --from and --to.`,
    )
    .option('--from <day>', 'the first day, YYYY-MM-DD', calendarDay)
    .option('--to <day>', 'the last day', calendarDay)
    .addOption(new Option('--by <what>', 'group the answers').choices(surveyGroupings))
    .addOption(new Option('--kind <kind>', 'only one kind of survey').choices(surveyKinds))
    .addOption(
      new Option(
        '--wave-days <days>',
        'what a person answers within so many days of the first answer is one wave, of which the latest counts',
      )
        .argParser(wholeNumber)
        .default(30),
    )
    .option('--advocates', 'list the promoters instead, with their records')
    .action(async (_: unknown, command: Command) => {
      const { printExperienceReport } = await import('../experience-report/experience-report.ts')
      await printExperienceReport(optionsOf(command))
    })
}

const bands = ['risk', 'watch', 'good']

function healthCommand(): Command {
  return new Command('health')
    .summary('how customers stand, and who is at risk')
    .description(
      `Tells how many customers are in which band of the health score, and who is at risk, the most valuable first, with the day since
when, the change in 30 days and what pulls the score. With --back-test, whether the scores of so many days ago foretold who was lost
since; where the history is too short, from when on that can be told.`,
    )
    .addOption(new Option('--band <band>', 'list the customers of this band').choices(bands).default('risk'))
    .addOption(new Option('--limit <n>', 'how many customers').argParser(wholeNumber).default(20))
    .addOption(new Option('--by <what>', 'count each segment by itself').choices(['segment']))
    .option('--back-test', 'test past scores against who was lost since')
    .option('--window <days>', 'how many days ago (default: 90d)', dayCount)
    .action(async (_: unknown, command: Command) => {
      const { printHealthReport } = await import('../health-report/health-report.ts')
      await printHealthReport(optionsOf(command))
    })
}

function reputationCommand(): Command {
  return new Command('reputation')
    .summary('how places stand by their reviews')
    .description(
      `Tells of each place its reviews, average, reputation, share of positive ratings with its interval, answered share, median time to the
answer and score, and the trend by month and quarter. With --place or --brand, the scorecard of one place or all of a brand: score by
parts, distribution, keywords with examples, the best and the worst reviews. All reviews up to the evaluation without --from and --to.`,
    )
    .option('--place <place>', 'one place: connection/id, its id or its name')
    .option('--brand <brand>', 'the places of a brand')
    .option('--from <day>', 'the first day, YYYY-MM-DD', calendarDay)
    .option('--to <day>', 'the last day', calendarDay)
    .option('--csv <file>', 'write the places into a CSV file, a line each')
    .action(async (_: unknown, command: Command) => {
      const { printReputationReport } = await import('../reputation-report/reputation-report.ts')
      await printReputationReport(optionsOf(command))
    })
}

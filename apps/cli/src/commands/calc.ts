import { Command, InvalidArgumentError, Option } from 'commander'
import { optionsOf } from '../output.ts'
import { PERIODS } from '../retention-calculation/period-names.ts'
import type { ValueRequest } from '../value-calculation/value-request.ts'

function numberFrom(least: number, most: number, described: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It must be ${described}.`)
    return value
  }
}

const aboveZero = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('It must be a number above 0.')
  return value
}

/** `rapport calc`: the metrics on files, without connecting anything. */
export function calcCommand(): Command {
  return new Command('calc')
    .summary('compute metrics from files, without connecting anything')
    .description('Computes metrics from files, with the same functions as a sync, and without a database.')
    .addCommand(valueCommand())
    .addCommand(retentionCommand())
    .addCommand(surveysCommand())
    .addCommand(serviceCommand())
    .addCommand(reputationCommand())
}

function valueCommand(): Command {
  return new Command('value')
    .summary('compute customer lifetime value from a file of transactions')
    .description(
      `Fits a model to transactions (CSV with the columns customer_id,date,amount and, optionally, currency), predicts the value of
every customer from the end of the observation on, and prints it with its interval. Subscriptions, in a file of their own, are
valued as contracts. With --holdout the last part of the observation is predicted from what came before it, and compared.`,
    )
    .option('--transactions <file>', 'CSV: customer_id,date,amount and, optionally, currency')
    .option('--subscriptions <file>', 'CSV: customer_id,start,end,amount,period (month, quarter or year)')
    .option('--covariates <file>', 'CSV: customer_id and columns of numbers')
    .option(
      '--as-of <date>',
      'the end of the observation; by default the last date of the transactions, or today',
    )
    .addOption(
      new Option('--unit <unit>', 'the time unit of the model')
        .choices(['week', 'day', 'month'])
        .default('week'),
    )
    .option(
      '--occasion-window <days>',
      'transactions within so many days are one purchase',
      numberFrom(0, 365, 'a number of days from 0 to 365'),
      0,
    )
    .addOption(
      new Option('--model <model>', 'auto takes a purchase model where it beats the baselines in holdouts')
        .choices(['auto', 'bg-nbd', 'mbg-nbd', 'pareto-nbd', 'bg-bb', 'sbg', 'simple', 'historic'])
        .default('auto'),
    )
    .addOption(
      new Option('--prior <prior>', 'a weak prior steadies thin data; auto: only where they are thin')
        .choices(['auto', 'none', 'weak'])
        .default('auto'),
    )
    .option('--horizon <units>', 'how far ahead value counts; by default 12 months', aboveZero)
    .option(
      '--discount <rate>',
      'the discount of a year, 0.1 for 10 %',
      numberFrom(0, 1, 'a rate from 0 to 1'),
      0.1,
    )
    .option(
      '--margin <rate>',
      'gross margin as a share of revenue',
      numberFrom(1e-9, 1, 'a rate above 0, up to 1'),
      1,
    )
    .option('--holdout <units>', 'validate: hold back so many units at the end', aboveZero)
    .option('--report <file>', 'with --holdout: write the validation as a web page')
    .option('--out <file>', 'write the customers as CSV')
    .addOption(
      new Option('--on-bad-row <do>', 'what to do with a row that cannot be read')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .option('--bad-rows <file>', 'with --on-bad-row skip: where skipped rows are listed', 'bad-rows.csv')
    .action(async (_: unknown, command: Command) => {
      const { performValueCalculation } = await import('../value-calculation/perform-value-calculation.ts')
      await performValueCalculation(optionsOf<ValueRequest>(command))
    })
}

function retentionCommand(): Command {
  return new Command('retention')
    .summary('compute retention, churn, cohorts and segments from a file of transactions')
    .description(
      `Tells from transactions (CSV with the columns customer_id,date,amount and, optionally, currency) how many customers stay:
retention and churn of each period with 95 % intervals, cohorts by the first purchase, RFM segments, and the churn risk of every
customer. Subscriptions, with transactions or alone, have retention and revenue churn under contracts; what was spent on winning
customers adds CAC, CLV : CAC and payback. The CLV there is simple@1: order value × orders × lifespan × margin.`,
    )
    .option('--transactions <file>', 'CSV: customer_id,date,amount and, optionally, currency')
    .option(
      '--subscriptions <file>',
      'CSV: customer_id,start,end,amount,period (month, quarter or year); end is the last day, empty while it runs',
    )
    .option(
      '--as-of <date>',
      'the end of the observation; by default the last date of the transactions, or today',
    )
    .addOption(new Option('--period <period>', 'the calendar period').choices(PERIODS).default('month'))
    .option(
      '--occasion-window <days>',
      'transactions within so many days are one purchase',
      numberFrom(0, 365, 'a number of days from 0 to 365'),
      0,
    )
    .option('--acquisition-spend <file>', 'CSV: period_start,amount; what was spent on winning customers')
    .option(
      '--margin <rate>',
      'gross margin as a share of revenue',
      numberFrom(1e-9, 1, 'a rate above 0, up to 1'),
      1,
    )
    .option('--out <file>', 'write the customers as CSV')
    .addOption(
      new Option('--on-bad-row <do>', 'what to do with a row that cannot be read')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .option('--bad-rows <file>', 'with --on-bad-row skip: where skipped rows are listed', 'bad-rows.csv')
    .action(async (_: unknown, command: Command) => {
      const { performRetentionCalculation } = await import(
        '../retention-calculation/perform-retention-calculation.ts'
      )
      await performRetentionCalculation(optionsOf(command))
    })
}

function surveysCommand(): Command {
  return new Command('surveys')
    .summary('compute NPS, CSAT, CES and CSI from a file of survey responses')
    .description(
      `Tells from survey responses (CSV with the columns customer_id,kind,score,scale_min,scale_max,direction,at,delivered and,
optionally, wave and question) the score of each kind and scale, with 95 % intervals and response rates. One answer counts for
each person and wave, the latest; under five answers there is no score; scales are pooled beside their own scores only, and by
name. Rows that cannot be counted are set aside, with their lines and reasons.`,
    )
    .option(
      '--responses <file>',
      'CSV: customer_id,kind,score,scale_min,scale_max,direction,at,delivered; an empty score is a survey without an answer',
    )
    .option('--as-of <date>', 'the last day that is looked at; by default that of the last response')
    .option(
      '--wave-days <days>',
      'without a column wave: what a person answers within so many days of the first answer is one wave',
      aboveZero,
      30,
    )
    .option('--out <file>', "write the customers' latest answers as CSV")
    .action(async (_: unknown, command: Command) => {
      const { performSurveyCalculation } = await import('../survey-calculation/perform-survey-calculation.ts')
      await performSurveyCalculation(optionsOf(command))
    })
}

function serviceCommand(): Command {
  return new Command('service')
    .summary('compute response times and first-contact resolution from a file of ticket events')
    .description(
      `Tells from the events of tickets (JSON, one event on each line) how long customers waited, by the calendar and by working
hours, and which tickets were resolved at the first contact, with 95 % intervals. The events of a ticket may stand anywhere in the
file and twice. Lines that cannot be read are set aside, with their numbers and reasons. docs/service.md explains all of it.`,
    )
    .option('--events <file>', 'JSON lines: {"ticketId","type","at",…}, one event each')
    .option(
      '--as-of <moment>',
      "the end of the observation: a day, which counts to its end in the schedule's zone (else UTC), or a moment",
    )
    .option('--schedule <file>', 'YAML: timezone, weekly, holidays; or schedules, each with id and from')
    .option(
      '--policy <id>',
      'how first-contact resolution is judged: rapport-fcr-3d@1, 7d, 14d or 30d, each also as rapport-fcr-7d-topic@1; or as another system does: zendesk-one-touch, zendesk-messaging, freshservice, zoho, intercom, hubspot-one-touch',
      'rapport-fcr-7d@1',
    )
    .option('--target <time>', 'in what time a first response is due, by the calendar: 30m, 2h or 1d', '2h')
    .option('--out <file>', 'write the tickets as CSV')
    .action(async (_: unknown, command: Command) => {
      const { performServiceCalculation } = await import(
        '../service-calculation/perform-service-calculation.ts'
      )
      await performServiceCalculation(optionsOf(command))
    })
}

function reputationCommand(): Command {
  return new Command('reputation')
    .summary('compute the reputation of places from a file of reviews')
    .description(
      `Tells from reviews (CSV with the columns source,place_id,review_id,rating,scale_min,scale_max,created_at,text,language,replied_at)
how each place stands: average, reputation with newer reviews weighing more, share of positive ratings with its 95 % interval,
answered share and time to answer, a score from 0 to 100, and the words that tell the unhappy from the happy, for each language.
Rows that cannot be counted are set aside, with their lines and reasons. docs/reputation.md explains all of it.`,
    )
    .option(
      '--reviews <file>',
      'CSV: source,place_id,review_id,rating,scale_min,scale_max,created_at,text,language,replied_at; empty where unknown',
    )
    .option(
      '--as-of <moment>',
      'the moment of evaluation: a day, which counts to its end in UTC, or a moment',
    )
    .option('--out <file>', 'write the places as CSV')
    .action(async (_: unknown, command: Command) => {
      const { performReputationCalculation } = await import(
        '../reputation-calculation/perform-reputation-calculation.ts'
      )
      await performReputationCalculation(optionsOf(command))
    })
}

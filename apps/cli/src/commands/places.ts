import { Command } from 'commander'
import { wholeNumber } from '../arguments.ts'
import { optionsOf } from '../output.ts'

const reason = 'why, to be read later with the decision'
const place = 'a place, such as google/123, or its name where one place alone has it'

/** `rapport places`: which company each place belongs to. */
export function placesCommand(): Command {
  const places = new Command('places')
    .summary('list places with reviews and their companies; link them by hand')
    .description(
      `Which company each place that reviews are about belongs to; without a command, all are listed. A place belongs to
a company that holds its id (metrics.reputation.placeIdFields), or that alone has its domain; where that is wrong, a person decides.`,
    )
  places
    .command('list', { isDefault: true })
    .summary('list places with their companies')
    .description(
      'Brings up to date which company each place belongs to, and lists all places, each with its company, the reason, and how many reviews it has.',
    )
    .action(async (_: unknown, command: Command) => {
      const { printPlaces } = await import('../places/places.ts')
      await printPlaces(optionsOf(command))
    })
  places
    .command('link')
    .summary('a place belongs to a company')
    .description(
      'Decides that a place belongs to a company, whatever they share. A company may have several places.',
    )
    .argument('<place>', place)
    .argument('<company>', 'a company, such as hubspot/456')
    .option('--reason <text>', reason)
    .action(async (sought: string, company: string, _: unknown, command: Command) => {
      const { linkPlace } = await import('../places/places.ts')
      await linkPlace(optionsOf(command), sought, company)
    })
  places
    .command('unlink')
    .summary('a place belongs to no company')
    .description('Decides that a place belongs to no company, whatever they share.')
    .argument('<place>', place)
    .option('--reason <text>', reason)
    .action(async (sought: string, _: unknown, command: Command) => {
      const { unlinkPlace } = await import('../places/places.ts')
      await unlinkPlace(optionsOf(command), sought)
    })
  places
    .command('undo')
    .summary('take a decision back')
    .description('Takes a decision on a place back; the next sync goes by ids and domains again.')
    .argument('<number>', 'the number of the decision, from "rapport places decisions"', wholeNumber)
    .action(async (id: number, _: unknown, command: Command) => {
      const { undoPlace } = await import('../places/places.ts')
      await undoPlace(optionsOf(command), id)
    })
  places
    .command('decisions')
    .summary('list the decisions, the latest first')
    .description('Lists the decisions on places, the latest first, also those that were taken back.')
    .action(async (_: unknown, command: Command) => {
      const { printPlaceDecisions } = await import('../places/places.ts')
      await printPlaceDecisions(optionsOf(command))
    })
  return places
}

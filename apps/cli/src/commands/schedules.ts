import { Command } from 'commander'
import { optionsOf } from '../output.ts'

/** `rapport schedules`: when syncs begin by themselves. */
export function schedulesCommand(): Command {
  const command = new Command('schedules')
    .summary('list, run, pause or resume the schedules')
    .description(
      `Works with the schedules of rapport.yaml. They begin their runs while "rapport serve" is up; what was due while it was not is
made up for once when it starts.`,
    )
    .addHelpText(
      'after',
      `
Examples:
  $ rapport schedules list
  $ rapport schedules run nightly
  $ rapport schedules pause nightly`,
    )
  command
    .command('list', { isDefault: true })
    .summary('list the schedules with what is next and what was last')
    .description('Lists the schedules: when each is due next, how its last run went, and what was skipped.')
    .action(async (_: unknown, own: Command) => {
      const { printSchedules } = await import('../print-schedules.ts')
      await printSchedules(optionsOf(own))
    })
  command
    .command('next')
    .summary('show the next five times of a schedule')
    .description('Shows the next five times of a schedule, on the clock of its zone and in UTC.')
    .argument('<schedule>', 'its name in rapport.yaml')
    .action(async (name: string, _: unknown, own: Command) => {
      const { printNextTimes } = await import('../print-schedules.ts')
      await printNextTimes(optionsOf(own), name)
    })
  command
    .command('run')
    .summary('ask for a run of a schedule now')
    .description(
      'Asks for a run of a schedule now; "rapport serve" does it as soon as the workspace is free. Its times stay as they are.',
    )
    .argument('<schedule>', 'its name in rapport.yaml')
    .action(async (name: string, _: unknown, own: Command) => {
      const { runNow } = await import('../change-schedules.ts')
      await runNow(optionsOf(own), name)
    })
  command
    .command('pause')
    .summary('begin no more runs of a schedule')
    .description(
      'Begins no more runs of a schedule until it is resumed. A run that goes on comes to its end.',
    )
    .argument('<schedule>', 'its name in rapport.yaml')
    .action(async (name: string, _: unknown, own: Command) => {
      const { pause } = await import('../change-schedules.ts')
      await pause(optionsOf(own), name, true)
    })
  command
    .command('resume')
    .summary('let a paused schedule go on')
    .description('Lets a paused schedule go on from now; what passed during the pause is not made up for.')
    .argument('<schedule>', 'its name in rapport.yaml')
    .action(async (name: string, _: unknown, own: Command) => {
      const { pause } = await import('../change-schedules.ts')
      await pause(optionsOf(own), name, false)
    })
  return command
}

import { reviewInvitation } from '@rapport/run'
import { seededRandom } from '@rapport/stats'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printLines, tell } from '../output.ts'
import { printable, printableJson } from '../printable.ts'
import { csvWithRows } from '../streamed-rows.ts'
import { writeTextFile } from '../value-calculation/written-file.ts'

/** What `rapport reviews invite` was asked for. */
export interface InviteOptions extends GlobalOptions {
  /** Of everyone, above 0 and up to 1. */
  readonly share?: number
  /** The same seed draws the same people. */
  readonly seed?: number
  readonly boughtSince?: string
  /** A CSV file for the list. */
  readonly out?: string
}

/** Prints whom to ask for a public review: everyone, or a random sample. */
export async function printInvitees(options: InviteOptions): Promise<void> {
  await withWorkspace(options, async ({ store }) => {
    const { share, boughtSince = null, out } = options
    const seed = options.seed ?? 1 + Math.floor(Math.random() * 0xffff_fffe)
    const draw = share === undefined ? 'everyone' : { share, random: seededRandom(seed) }
    const { rule, everyone, invited } = await reviewInvitation(store.db, draw, boughtSince)
    const told = {
      rule,
      everyone,
      invited: invited.length,
      boughtSince,
      ...(share === undefined ? {} : { share, seed }),
    }
    if (out !== undefined) {
      const columns = [
        ['name', 'name'],
        ['email', 'email'],
      ] as const
      await writeTextFile(out, csvWithRows(columns, invited))
    }
    if (options.json === true) {
      printLines([printableJson(out === undefined ? { ...told, people: invited } : { ...told, out })])
      return
    }
    tell(
      `${invited.length} of ${everyone} people${share === undefined ? '' : `, drawn at random (--seed ${seed} draws them again)`}. ${rule}`,
    )
    printLines(
      out === undefined
        ? invited.map(({ name, email }) => printable(name === null ? email : `${name} <${email}>`))
        : [`the list is in ${out}`],
    )
  })
}

import type { ShownReview } from '@rapport/connector'
import { showReviews } from '@rapport/run'
import { mustExist } from '../named-connections.ts'
import { withWorkspace } from '../open-workspace.ts'
import { type GlobalOptions, printLines } from '../output.ts'
import { printableJson } from '../printable.ts'
import { liveReviewsText } from './live-reviews-text.ts'
import type { PlaceReference } from './place-reference.ts'

/** Prints the reviews of a place straight from its site. Nothing of them is kept: standard output alone has them. */
export async function showLiveReviews(options: GlobalOptions, place: PlaceReference): Promise<void> {
  const { connection, placeId } = place
  await withWorkspace(options, async (workspace, signal) => {
    mustExist(workspace, [connection])
    const reviews: ShownReview[] = []
    for await (const item of showReviews(workspace, connection, placeId, signal)) reviews.push(item.reveal())
    const connector = workspace.config.connections[connection]?.connector ?? ''
    const site = workspace.connectors.get(connector)?.title ?? connection
    printLines(
      options.json === true
        ? [printableJson({ connection, placeId, site, reviews })]
        : liveReviewsText(site, reviews),
    )
  })
}

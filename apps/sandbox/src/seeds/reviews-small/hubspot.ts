import { fromBuiltIn } from '../../hubspot/property-definition.ts'
import type { HubspotState } from '../../hubspot/state.ts'
import { seedSmall } from '../small.ts'
import { PLACES } from './places.ts'

/** The ids of places on Google Maps, as an admin would keep them on a company. */
const placeIds = 'google_place_id'

/**
 * Two companies that the reviewed places belong to: one has their domain, the other runs the bar in Lisbon and names it by its id. With
 * `namesAll`, the first names its bars by their ids too: where customers are no companies, domains are not looked for.
 */
export function seedHubspotReviewsSmall(state: HubspotState, { namesAll = false } = {}): void {
  const lisbon = 'ChIJ-northlight-graca'
  const others = PLACES.map(({ placeId }) => placeId).filter((placeId) => placeId !== lisbon)
  state.properties('companies').store({
    ...fromBuiltIn({ name: placeIds, type: 'string' }, 'companyinformation'),
    hubspotDefined: false,
  })
  seedSmall(state, {
    records: {
      companies: [
        {
          id: 501,
          properties: {
            name: 'Northlight Coffee',
            domain: 'northlight.example.com',
            ...(namesAll ? { [placeIds]: others.join(', ') } : {}),
          },
        },
        { id: 502, properties: { name: 'Farol de Graça Lda', [placeIds]: lisbon } },
      ],
    },
  })
}

import { fromBuiltIn } from '../../hubspot/property-definition.ts'
import type { HubspotState } from '../../hubspot/state.ts'
import { seedSmall } from '../small.ts'

/** The ids of places on Google Maps, as an admin would keep them on a company. */
const placeIds = 'google_place_id'

/** Two companies that the reviewed places belong to: one has their domain, the other runs the bar in Lisbon and names it by its id. */
export function seedHubspotReviewsSmall(state: HubspotState): void {
  state.properties('companies').store({
    ...fromBuiltIn({ name: placeIds, type: 'string' }, 'companyinformation'),
    hubspotDefined: false,
  })
  seedSmall(state, {
    records: {
      companies: [
        { id: 501, properties: { name: 'Northlight Coffee', domain: 'northlight.example.com' } },
        { id: 502, properties: { name: 'Farol de Graça Lda', [placeIds]: 'ChIJ-northlight-graca' } },
      ],
    },
  })
}

import { Link } from '@tanstack/react-router'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { ChooseCompany } from './choose-company.tsx'
import { placeName } from './place-name.ts'
import type { Places } from './queries.ts'

const shownAtMost = 5

/** The places that belong to no company, those with most reviews first, to be linked by who may. Nothing where there is none. */
export function UnlinkedPlaces({ places }: { readonly places: Places['items'] }) {
  const mayDecide = useMay('connections:write')
  // That one belongs to none may be what somebody decided.
  const unlinked = places
    .filter(({ company, decision }) => company === null && decision === null)
    .toSorted((one, other) => other.reviews - one.reviews)
  if (unlinked.length === 0) return null
  return (
    <section className="card stack-close" aria-labelledby="unlinked-title">
      <h2 id="unlinked-title">{message('places.unlinked')}</h2>
      <p className="small soft">{message('places.unlinked.text')}</p>
      <ul className="plain-list">
        {unlinked.slice(0, shownAtMost).map((place) => (
          <li key={place.place} className="row-apart unlinked-place">
            <div>
              <p>
                {placeName(place)}{' '}
                <span className="small soft">{message('reputation.sample', { n: place.reviews })}</span>
              </p>
              {place.reason === null ? null : <p className="small soft">{place.reason}</p>}
            </div>
            {mayDecide ? <ChooseCompany place={place} /> : null}
          </li>
        ))}
      </ul>
      {unlinked.length > shownAtMost ? (
        <p>
          <Link to="/reputation/places" search={{ belongs: 'none' }}>
            {message('places.unlinked.all', { n: unlinked.length })}
          </Link>
        </p>
      ) : null}
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { SearchFilter } from '../../components/search-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { Refusal } from '../settings/refusal.tsx'
import { useChange } from '../settings/use-change.ts'
import { placeName } from './place-name.ts'
import { companiesQuery, decideOnPlace, type Place } from './queries.ts'

/** A button, and the dialog in which a person says which company a place belongs to, and why. */
export function ChooseCompany({ place }: { readonly place: Place }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={message('places.link.of', { place: placeName(place) })}
        onClick={() => setOpen(true)}
      >
        {message('places.link')}
      </button>
      {open ? <Choosing place={place} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

/** `connection/company:id`; null: none; undefined: nothing is chosen yet. */
type Chosen = string | null | undefined

function Choosing({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const [chosen, setChosen] = useState<Chosen>(undefined)
  const [reason, setReason] = useState('')
  const decide = useChange({
    change: (company: string | null) => decideOnPlace(place.place, { company, reason }),
    said: message('place.saved'),
    shown: ['reputation'],
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      open
      title={message('place.title', { place: placeName(place) })}
      confirm={message('place.save')}
      busy={chosen === undefined || decide.isPending}
      onConfirm={() => {
        if (chosen !== undefined) decide.mutate(chosen)
      }}
      onClose={onClose}
    >
      {place.reason === null ? null : (
        <p className="small soft">{message('place.because', { reason: place.reason })}</p>
      )}
      <Companies chosen={chosen} onChoose={setChosen} />
      <TextField label={message('place.reason')} value={reason} onChange={setReason} />
      <Refusal error={decide.error} />
    </ConfirmDialog>
  )
}

/** The companies that fit what was typed, and none of all. */
function Companies({
  chosen,
  onChoose,
}: {
  readonly chosen: Chosen
  readonly onChoose: (chosen: Chosen) => void
}) {
  const name = useId()
  const [sought, setSought] = useState('')
  const asked = useQuery(companiesQuery(sought))
  const found = sought === '' ? [] : (asked.data?.items ?? [])
  return (
    <>
      <SearchFilter label={message('place.search')} value={sought} onChange={setSought} />
      <p className="small soft">{message('place.search.hint')}</p>
      <fieldset className="fieldset-plain" aria-busy={asked.isFetching}>
        <legend className="visually-hidden">{message('place.found')}</legend>
        {found.map(({ company, name: called, domains }) => (
          <label key={company} className="choice">
            <input type="radio" name={name} checked={chosen === company} onChange={() => onChoose(company)} />
            <span>
              {called ?? company}{' '}
              <span className="small soft">{[company, ...domains.slice(0, 2)].join(' · ')}</span>
            </span>
          </label>
        ))}
        {sought !== '' && !asked.isFetching && found.length === 0 ? (
          <p className="soft" role="status">
            {message('place.found.none')}
          </p>
        ) : null}
        <label className="choice">
          <input type="radio" name={name} checked={chosen === null} onChange={() => onChoose(null)} />
          {message('place.none')}
        </label>
      </fieldset>
      <Refusal error={asked.error} />
    </>
  )
}

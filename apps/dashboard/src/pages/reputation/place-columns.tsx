import { useMemo } from 'react'
import { ConfirmButton } from '../../components/confirm-button.tsx'
import type { Column } from '../../components/data-table.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { useChange } from '../settings/use-change.ts'
import { ChooseCompany } from './choose-company.tsx'
import { placeName } from './place-name.ts'
import { type Place, undoPlaceDecision } from './queries.ts'

type Row = Place & { readonly id: string }

/** What is told of a place, and for who may, choosing its company. */
export function usePlaceColumns(): readonly Column<Row>[] {
  const format = useFormat()
  const mayDecide = useMay('connections:write')
  return useMemo((): readonly Column<Row>[] => {
    const choose: Column<Row> = {
      id: 'choose',
      header: message('places.decide'),
      cell: (place) => (
        <div className="row">
          <ChooseCompany place={place} />
          {place.decision === null ? null : <Undo place={place} decision={place.decision.id} />}
        </div>
      ),
    }
    return [
      {
        id: 'place',
        header: message('places.place'),
        rowHeader: true,
        cell: (place) => (
          <>
            {placeName(place)}
            <code className="record-code">{place.place}</code>
          </>
        ),
      },
      {
        id: 'belongs',
        header: message('places.belongs'),
        cell: ({ company, companyName, reason }) => (
          <>
            {company === null ? (
              <span className="soft">{message('places.belongs.none')}</span>
            ) : (
              (companyName ?? company)
            )}
            {reason === null ? null : <p className="small soft">{reason}</p>}
          </>
        ),
      },
      {
        id: 'decided',
        header: message('places.decided'),
        wideOnly: true,
        cell: ({ decision }) =>
          decision === null ? (
            <span className="soft">{message('places.decided.not')}</span>
          ) : (
            <>
              {decision.by === null
                ? format.day(decision.at)
                : message('places.decided.by', { by: decision.by, at: format.day(decision.at) })}
              {decision.reason === null ? null : <p className="small soft">{decision.reason}</p>}
            </>
          ),
      },
      {
        id: 'reviews',
        header: message('places.reviews'),
        align: 'end',
        wideOnly: true,
        cell: ({ reviews }) => format.number(reviews),
      },
      ...(mayDecide ? [choose] : []),
    ]
  }, [format, mayDecide])
}

function Undo({ place, decision }: { readonly place: Place; readonly decision: number }) {
  const name = placeName(place)
  const undo = useChange({
    change: () => undoPlaceDecision(decision),
    said: message('places.undone'),
    shown: ['reputation'],
  })
  return (
    <ConfirmButton
      label={message('places.undo')}
      spoken={message('places.undo.of', { place: name })}
      title={message('places.undo.title', { place: name })}
      confirm={message('places.undo')}
      busy={undo.isPending}
      onConfirm={() => undo.mutate(undefined)}
    >
      <p>{message('places.undo.text')}</p>
    </ConfirmButton>
  )
}

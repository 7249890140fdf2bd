import { useMemo } from 'react'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { NumberWithDefinition } from '../../components/number-with-definition.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { factsOf, type Metric } from './facts.ts'
import type { BrandRow, Figures, PlaceRow, Scorecard } from './queries.ts'

interface Compared {
  readonly figures: Figures
  readonly before: Figures | null
}

/** A line for each place, and for each brand; a name narrows the page to it. */
export function ScorecardTables({
  scorecard,
  onPlace,
  onBrand,
}: {
  readonly scorecard: Scorecard
  readonly onPlace: (place: string) => void
  readonly onBrand: (brand: string) => void
}) {
  const figures = useFigureColumns(scorecard)
  const places = useMemo(
    (): readonly Column<PlaceRow & { readonly id: string }>[] => [
      {
        ...{ id: 'place', header: message('reputation.column.place'), rowHeader: true },
        cell: ({ place, name }) => (
          <button type="button" className="link-button" onClick={() => onPlace(place)}>
            {name ?? place}
          </button>
        ),
      },
      {
        ...{ id: 'company', header: message('reputation.column.company'), wideOnly: true },
        cell: ({ company, companyName, reason }) =>
          company === null ? (
            <span className="soft">{message('reputation.unlinked')}</span>
          ) : (
            <span title={reason ?? undefined}>{companyName ?? company}</span>
          ),
      },
      ...figures,
    ],
    [figures, onPlace],
  )
  const brands = useMemo(
    (): readonly Column<BrandRow & { readonly id: string }>[] => [
      {
        ...{ id: 'brand', header: message('reputation.column.brand'), rowHeader: true },
        cell: ({ brand }) => (
          <button type="button" className="link-button" onClick={() => onBrand(brand)}>
            {brand}
          </button>
        ),
      },
      ...figures,
    ],
    [figures, onBrand],
  )
  return (
    <>
      <section className="stack-close">
        <h2>{message('reputation.table.places')}</h2>
        <DataTable
          title={message('reputation.table.places')}
          columns={places}
          rows={scorecard.places.map((row) => ({ ...row, id: row.place }))}
        />
      </section>
      {scorecard.brands.length === 0 ? null : (
        <section className="stack-close">
          <h2>{message('reputation.table.brands')}</h2>
          <DataTable
            title={message('reputation.table.brands')}
            columns={brands}
            rows={scorecard.brands.map((row) => ({ ...row, id: row.brand }))}
          />
        </section>
      )}
    </>
  )
}

function useFigureColumns(scorecard: Scorecard): readonly Column<Compared>[] {
  const format = useFormat()
  return useMemo((): readonly Column<Compared>[] => {
    const figure = (id: string, metric: Metric, wideOnly = false): Column<Compared> => ({
      ...{ id, align: 'end', wideOnly },
      header: message(`reputation.column.${id}` as 'reputation.column.average'),
      cell: ({ figures }) => <NumberWithDefinition facts={factsOf(format, figures, metric, scorecard)} />,
    })
    return [
      {
        ...{ id: 'reviews', header: message('reputation.column.reviews'), align: 'end' },
        cell: ({ figures }) => format.number(figures.n),
      },
      figure('average', 'review_average'),
      figure('reputation', 'reputation'),
      {
        ...{ id: 'before', header: message('reputation.column.before'), align: 'end', wideOnly: true },
        cell: ({ before }) =>
          before === null || before.reputation === null ? (
            <span className="soft">{message('number.unknown.short')}</span>
          ) : (
            format.number(before.reputation, 2)
          ),
      },
      figure('positive', 'share_positive', true),
      figure('answered', 'answered_share'),
      figure('replyTime', 'reply_time', true),
      figure('score', 'reputation_score'),
    ]
  }, [format, scorecard])
}

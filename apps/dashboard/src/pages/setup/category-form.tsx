import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { Refusal } from '../settings/refusal.tsx'
import { useChange } from '../settings/use-change.ts'
import type { Mapping } from './queries.ts'

type Categories = NonNullable<Mapping['categories']>
type Category = Categories['choices'][number]

/** What a ticket's statuses mean, where the system does not say enough. */
export function CategoryForm({
  mapping,
  categories,
}: {
  readonly mapping: Mapping
  readonly categories: Categories
}) {
  const format = useFormat()
  const mayWrite = useMay('connections:write') && mapping.version !== null
  const [values, setValues] = useState<Readonly<Record<string, Category>>>(categories.values)
  const known = new Map(categories.statuses.map((one) => [one.status, one]))
  const statuses = [...new Set([...known.keys(), ...Object.keys(categories.values)])]
  const changed = JSON.stringify(values) !== JSON.stringify(categories.values)
  const save = useChange({
    change: () =>
      answer(
        client.api.connections[':name'].categories.$put({
          param: { name: mapping.connection },
          json: { values: { ...values }, version: mapping.version ?? '' },
        }),
      ),
    said: message('mapping.saved'),
    shown: ['mapping'],
  })
  const set = (status: string, category: Category | undefined): void =>
    setValues((before) => {
      const { [status]: _, ...others } = before
      return category === undefined ? others : { ...others, [status]: category }
    })
  return (
    <section className="card stack-close" aria-labelledby="categories-title">
      <h2 id="categories-title">{message('mapping.categories')}</h2>
      <p className="small soft reading">{categories.description}</p>
      {statuses.length === 0 ? (
        <p>{message('mapping.categories.none')}</p>
      ) : (
        <fieldset className="fieldset-plain grid" disabled={!mayWrite}>
          {statuses.map((status) => {
            const of = known.get(status)
            return (
              <div key={status}>
                <SelectFilter
                  label={status}
                  value={values[status]}
                  choices={categories.choices.map((value) => ({
                    value,
                    label: named('ticketCategory', value),
                  }))}
                  onChange={(category) => set(status, category)}
                />
                {of === undefined ? null : (
                  <span className="small soft">
                    {message('mapping.categories.now', {
                      n: of.tickets,
                      category: named('ticketCategory', of.category),
                      tickets: format.number(of.tickets),
                    })}
                  </span>
                )}
              </div>
            )
          })}
        </fieldset>
      )}
      {mayWrite && statuses.length > 0 ? (
        <>
          {changed ? <p className="notice">{message('mapping.readsAgain', { entity: 'ticket' })}</p> : null}
          <Refusal error={save.error} />
          <div className="row">
            <button
              type="button"
              className="button button-main"
              disabled={!changed || save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {message('mapping.categories.save')}
            </button>
          </div>
        </>
      ) : null}
    </section>
  )
}

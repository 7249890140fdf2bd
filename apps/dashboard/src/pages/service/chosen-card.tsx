import type { ReactNode } from 'react'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { type Choice, SelectFilter } from '../../components/select-filter.tsx'

/** A card about one measure of several, which is chosen at its top. */
export function ChosenCard<Value extends string, Data>({
  title,
  label,
  choices,
  value,
  onChoose,
  asked,
  children,
}: {
  readonly title: string
  /** Of the field in which it is chosen. */
  readonly label: string
  readonly choices: readonly Choice<Value>[]
  readonly value: Value
  readonly onChoose: (value: Value) => void
  /** What `useQuery` gives. */
  readonly asked: {
    readonly isPending: boolean
    readonly data: Data | undefined
    readonly error: unknown
    readonly refetch: () => unknown
  }
  /** What is shown of the answer. */
  readonly children: (found: Data) => ReactNode
}) {
  return (
    <section className="card stack-close" aria-label={title}>
      <div className="row">
        <SelectFilter
          label={label}
          choices={choices}
          value={value}
          onChange={(chosen) => onChoose(chosen ?? value)}
          required
        />
      </div>
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        children(asked.data)
      )}
    </section>
  )
}

import type { ReactNode } from 'react'
import { type Comparison, todayIn } from '../../components/date-range.ts'
import { DateRangeFilter } from '../../components/date-range-filter.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { message } from '../../messages/message.ts'
import { useSession } from '../../session/session.ts'
import type { Scope } from './queries.ts'
import { clocks, type ServiceFilter } from './service-search.ts'

const filtered = ['agent', 'team', 'channel', 'priority', 'topic'] as const

/** Which tickets the page is about: days, agent, team, channel, priority, topic; and by which clock their times are told. */
export function ServiceFilters({
  scope,
  search,
  compare,
  onChange,
  children,
}: {
  readonly scope: Scope
  readonly search: ServiceFilter
  /** Absent: nothing is compared on this page. */
  readonly compare?: Comparison
  readonly onChange: (change: ServiceFilter & { readonly compare?: Comparison | undefined }) => void
  /** Further filters of the page. */
  readonly children?: ReactNode
}) {
  const { timezone } = useSession().workspace
  const { measured, choices } = scope
  const today = measured?.to ?? todayIn(timezone, new Date())
  const days = { from: search.from ?? measured?.from ?? today, to: search.to ?? today }
  const none = { agent: undefined, team: undefined, channel: undefined, priority: undefined }
  const active = search.customer !== undefined || filtered.some((name) => search[name] !== undefined)
  return (
    <FilterBar active={active} onClear={() => onChange({ ...none, topic: undefined, customer: undefined })}>
      <DateRangeFilter
        days={days}
        today={today}
        {...(compare === undefined ? {} : { compare })}
        onChange={({ from, to }, compared) =>
          onChange({ from, to, ...(compare === undefined ? {} : { compare: compared }) })
        }
      />
      {scope.workingHours ? (
        <SelectFilter
          label={message('service.clock')}
          choices={clocks.map((value) => ({ value, label: message(`service.clock.${value}`) }))}
          value={search.clock ?? 'calendar'}
          onChange={(clock) => onChange({ clock })}
          required
        />
      ) : null}
      {filtered
        .filter((name) => choices[name].length > 0)
        .map((name) => (
          <SelectFilter
            key={name}
            label={message(`service.${name}`)}
            choices={choices[name]}
            value={search[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
      {children}
    </FilterBar>
  )
}

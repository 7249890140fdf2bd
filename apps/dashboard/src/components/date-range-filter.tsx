import { Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { message } from '../messages/message.ts'
import { useFormat } from '../session/session.ts'
import { type Comparison, comparisons, type Days, lastDays, presetOf, presets } from './date-range.ts'
import './number-with-definition.css'
import './filter-bar.css'
import { SelectFilter } from './select-filter.tsx'
import { TextField } from './text-field.tsx'

const presetTexts = {
  7: 'range.preset.7',
  28: 'range.preset.28',
  90: 'range.preset.90',
  365: 'range.preset.365',
} as const

/** The days that a page is about, and what they are compared with; both belong in the URL. */
export function DateRangeFilter({
  days,
  compare,
  today,
  onChange,
}: {
  readonly days: Days
  /** Absent: nothing is compared on this page. */
  readonly compare?: Comparison
  /** In the zone of the workspace: see `todayIn`. */
  readonly today: string
  readonly onChange: (days: Days, compare: Comparison) => void
}) {
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const preset = presetOf(days, today)
  const shown =
    preset === null
      ? message('range.shown', { from: format.calendarDay(days.from), to: format.calendarDay(days.to) })
      : message(presetTexts[preset])
  return (
    <>
      <div className="field">
        <span className="field-label">{message('range.label')}</span>
        <Popover.Root open={open} onOpenChange={setOpen}>
          <Popover.Trigger
            className="button filter-button"
            aria-label={`${message('range.label')}: ${shown}`}
          >
            {shown}
          </Popover.Trigger>
          <Popover.Portal>
            <Popover.Content
              className="popover"
              sideOffset={6}
              collisionPadding={12}
              aria-label={message('range.label')}
            >
              <div className="row">
                {presets.map((one) => (
                  <button
                    key={one}
                    type="button"
                    className="button"
                    aria-pressed={one === preset}
                    onClick={() => {
                      setOpen(false)
                      onChange(lastDays(one, today), compare ?? 'none')
                    }}
                  >
                    {message(presetTexts[one])}
                  </button>
                ))}
              </div>
              <OtherDays
                days={days}
                onChange={(other) => {
                  setOpen(false)
                  onChange(other, compare ?? 'none')
                }}
              />
            </Popover.Content>
          </Popover.Portal>
        </Popover.Root>
      </div>
      {compare === undefined ? null : (
        <SelectFilter
          label={message('range.compare')}
          choices={comparisons.map((value) => ({ value, label: message(`range.compare.${value}`) }))}
          value={compare}
          onChange={(chosen) => onChange(days, chosen ?? 'none')}
          required
        />
      )}
    </>
  )
}

function OtherDays({ days, onChange }: { readonly days: Days; readonly onChange: (days: Days) => void }) {
  const [from, setFrom] = useState(days.from)
  const [to, setTo] = useState(days.to)
  const wrong = from === '' || to === '' || from > to
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!wrong) onChange({ from, to })
  }
  return (
    <form className="stack-close" onSubmit={submit}>
      <TextField label={message('range.from')} type="date" value={from} onChange={setFrom} required />
      <TextField
        label={message('range.to')}
        type="date"
        value={to}
        onChange={setTo}
        problem={wrong ? message('range.wrong') : null}
        required
      />
      <button type="submit" className="button button-main">
        {message('range.apply')}
      </button>
    </form>
  )
}

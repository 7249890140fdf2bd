import { useId } from 'react'
import { message } from '../messages/message.ts'

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
}

/** One of several, or any. */
export function SelectFilter<Value extends string>({
  label,
  choices,
  value,
  onChange,
  required = false,
}: {
  readonly label: string
  readonly choices: readonly Choice<Value>[]
  readonly value: Value | undefined
  readonly onChange: (value: Value | undefined) => void
  /** One of them is always chosen. */
  readonly required?: boolean
}) {
  const id = useId()
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value ?? ''}
        onChange={(event) => onChange(choices.find((choice) => choice.value === event.target.value)?.value)}
      >
        {required ? null : <option value="">{message('filter.any')}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}

import { type HTMLInputAutoCompleteAttribute, useId } from 'react'

/** A field with its label, a hint, and what is wrong with it. */
export function TextField({
  label,
  value,
  onChange,
  type = 'text',
  autoComplete = 'off',
  hint,
  problem,
  required = false,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'date'
  readonly autoComplete?: HTMLInputAutoCompleteAttribute
  readonly hint?: string
  readonly problem?: string | null
  readonly required?: boolean
}) {
  const id = useId()
  const wrong = problem !== undefined && problem !== null
  const described = [hint === undefined ? [] : `${id}-hint`, wrong ? `${id}-problem` : []].flat().join(' ')
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        type={type}
        value={value}
        autoComplete={autoComplete}
        required={required}
        aria-invalid={wrong}
        aria-describedby={described === '' ? undefined : described}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="small soft">
          {hint}
        </span>
      )}
      {wrong ? (
        <span id={`${id}-problem`} className="field-problem">
          {problem}
        </span>
      ) : null}
    </div>
  )
}

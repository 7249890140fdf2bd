import { useEffect, useId, useState } from 'react'

const restMs = 300

/** A field to search by. The search begins when the typing rests, or with Enter. */
export function SearchFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const id = useId()
  const [typed, setTyped] = useState(value)
  // What the URL says counts, also after going back.
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), restMs)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <div className="field filter-search">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="search"
        className="input"
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange(typed.trim())
        }}
      />
    </div>
  )
}

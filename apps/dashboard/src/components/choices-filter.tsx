import { Popover } from 'radix-ui'
import { useEffect, useId, useState } from 'react'
import { message } from '../messages/message.ts'
import type { Choice } from './select-filter.tsx'
import './number-with-definition.css'

/** Any number of several; none chosen is all. */
export function ChoicesFilter<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string
  readonly choices: readonly Choice<Value>[]
  readonly value: readonly Value[]
  readonly onChange: (value: readonly Value[]) => void
}) {
  const id = useId()
  // The address follows a moment later: until then what was ticked counts, and a second tick does not undo the first.
  const [ticked, setTicked] = useState(value)
  // The same choice may come as another array.
  const inForce = value.join()
  useEffect(() => setTicked(value), [inForce])
  const [only] = ticked
  const chosen =
    only === undefined
      ? message('filter.any')
      : ticked.length === 1
        ? choices.find((choice) => choice.value === only)?.label
        : message('filter.chosen', { n: ticked.length })
  const toggle = (one: Value, on: boolean): void => {
    const next = on ? [...ticked, one] : ticked.filter((other) => other !== one)
    setTicked(next)
    onChange(next)
  }
  return (
    <div className="field">
      <span className="field-label" id={`${id}-label`}>
        {label}
      </span>
      <Popover.Root>
        <Popover.Trigger
          id={`${id}-button`}
          className="button filter-button"
          aria-labelledby={`${id}-label ${id}-button`}
        >
          {chosen}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className="popover"
            sideOffset={6}
            collisionPadding={12}
            aria-labelledby={`${id}-label`}
          >
            <fieldset className="filter-choices">
              <legend className="visually-hidden">{label}</legend>
              {choices.map((choice) => (
                <label key={choice.value} className="choice">
                  <input
                    type="checkbox"
                    checked={ticked.includes(choice.value)}
                    onChange={(event) => toggle(choice.value, event.target.checked)}
                  />
                  {choice.label}
                </label>
              ))}
            </fieldset>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
    </div>
  )
}

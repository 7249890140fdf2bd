import { Popover } from 'radix-ui'
import { useId } from 'react'
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
  const [only] = value
  const chosen =
    only === undefined
      ? message('filter.any')
      : value.length === 1
        ? choices.find((choice) => choice.value === only)?.label
        : message('filter.chosen', { n: value.length })
  const toggle = (one: Value, on: boolean): void =>
    onChange(on ? [...value, one] : value.filter((other) => other !== one))
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
                    checked={value.includes(choice.value)}
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

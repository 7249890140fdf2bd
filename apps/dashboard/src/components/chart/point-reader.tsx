import { type KeyboardEvent, type MouseEvent, type ReactNode, useState } from 'react'
import { message } from '../../messages/message.ts'
import { usePlotWidth } from './plot-area.ts'

/**
 * Goes from point to point of a plot, by arrow keys or the pointer, and says what stands there. For assistive technology it is
 * a slider whose values are the points.
 */
export function PointReader({
  title,
  count,
  textAt,
  indexAt,
  onOpen,
  children,
}: {
  readonly title: string
  readonly count: number
  readonly textAt: (index: number) => string
  /** The point nearest to a place, in pixels from the left. */
  readonly indexAt: (x: number, width: number) => number
  readonly onOpen: ((index: number) => void) | undefined
  readonly children: (width: number, chosen: number | null) => ReactNode
}) {
  const [element, width] = usePlotWidth()
  const [chosen, setChosen] = useState<number | null>(null)
  const last = count - 1
  const go = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onOpen?.(shown)
    const next = nextIndex(event.key, chosen ?? last, last)
    if (next === null) return
    event.preventDefault()
    setChosen(next)
  }
  const placeOf = (event: MouseEvent<HTMLDivElement>): number => {
    const { left } = event.currentTarget.getBoundingClientRect()
    return Math.min(last, Math.max(0, indexAt(event.clientX - left, width)))
  }
  const shown = Math.min(chosen ?? last, last)
  return (
    <div className="plot-frame">
      <div
        ref={element}
        className="plot"
        role="slider"
        tabIndex={0}
        aria-label={message('chart.points', { title })}
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={shown + 1}
        aria-valuetext={textAt(shown)}
        onKeyDown={go}
        onFocus={() => setChosen(chosen ?? last)}
        onBlur={() => setChosen(null)}
        onClick={(event) => onOpen?.(placeOf(event))}
        onPointerMove={(event) => setChosen(placeOf(event))}
        onPointerLeave={() => setChosen(null)}
      >
        {children(width, chosen === null ? null : shown)}
      </div>
      <p className="plot-reading small figures" aria-hidden="true">
        {chosen === null ? '\u00a0' : textAt(shown)}
        {chosen === null || onOpen === undefined ? null : ` · ${message('chart.open')}`}
      </p>
    </div>
  )
}

function nextIndex(key: string, from: number, last: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowUp') return Math.min(last, from + 1)
  if (key === 'ArrowLeft' || key === 'ArrowDown') return Math.max(0, from - 1)
  if (key === 'Home') return 0
  if (key === 'End') return last
  return null
}

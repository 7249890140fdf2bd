import { type RefObject, useEffect, useRef, useState } from 'react'

/** Where a plot draws, in pixels of the screen: texts keep their size at every width. */
export const plotHeight = 240
export const margins = { top: 12, right: 16, bottom: 28, left: 72 } as const

const widthAtFirst = 640

/** The width that a plot has on the page. */
export function usePlotWidth(): readonly [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(widthAtFirst)
  useEffect(() => {
    if (element.current === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(entry.contentRect.width)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, width]
}

/** Every how manyth label of so many has room. */
export const labelStep = (count: number, width: number, perLabel = 96): number =>
  Math.max(1, Math.ceil((count * perLabel) / Math.max(width, 1)))

import type { Counts } from '@rapport/run'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A count with thousands set apart: `12,000`. */
export function count(value: number): string {
  return whole.format(value)
}

/** A length of time in words: `0.4 s`, `34 s`, `5 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${rounded} s`
  const [minutes, rest] = [Math.floor(rounded / 60), rounded % 60]
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Counts by name in a row: `1,200 read, 3 rejected`. Zeros are left out. */
export function counts(values: Counts): string {
  return Object.entries(values)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${count(value)} ${words(name)}`)
    .join(', ')
}

/** The name of a count in words: `customersCreated` is `customers created`. A place such as `hubspot/deal` stays as it is. */
function words(name: string): string {
  return name.includes('/') ? name : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** The sum of all counts. */
export function total(values: Counts): number {
  return Object.values(values).reduce((sum, value) => sum + value, 0)
}

/** A waiting time in words with two units at most: `45 s`, `12 min`, `2 h 05 min`, `3 d 4 h`. Empty where it is unknown. */
export function waitText(seconds: number | null): string {
  if (seconds === null) return ''
  const sign = seconds < 0 ? '−' : ''
  const rounded = Math.round(Math.abs(seconds))
  if (rounded < 60) return `${sign}${rounded} s`
  const minutes = Math.round(rounded / 60)
  if (minutes < 60) return `${sign}${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${sign}${hours} h ${String(minutes % 60).padStart(2, '0')} min`
  const wholeHours = Math.round(rounded / 3_600)
  return `${sign}${Math.floor(wholeHours / 24)} d ${wholeHours % 24} h`
}

/** Minutes since the start of a local date by the clock on the wall: 0 (00:00) to 1440 (24:00, where the date ends). */
export type MinuteOfDay = number

export const MINUTES_PER_DAY: MinuteOfDay = 1440

/** The minute that `HH:MM` names, from 00:00 to 24:00; null where it names none. */
export function parseTimeOfDay(text: string): MinuteOfDay | null {
  const [, hours, minutes] = text.match(/^(\d{2}):([0-5]\d)$/) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= MINUTES_PER_DAY ? minute : null
}

/** `HH:MM`. */
export function formatTimeOfDay(minute: MinuteOfDay): string {
  const digits = (part: number) => String(part).padStart(2, '0')
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)}`
}

import { message } from '../../messages/message.ts'

const language = 'en'
const list = new Intl.ListFormat(language, { type: 'conjunction' })
const weekdayNames = namesOf({ weekday: 'long' }, 7, (day) => Date.UTC(2023, 0, 1 + day))
const monthNames = namesOf({ month: 'long' }, 12, (month) => Date.UTC(2023, month, 1))
const monthWords = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdayWords = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** More times of a day than this are told as hours and minutes. */
const mostTimes = 6

/** A cron expression as a sentence; null where it is none. The server says what is wrong with it. */
export function cronInWords(cron: string): string | null {
  const fields = cron.trim().split(/\s+/)
  const [minute = '', hour = '', monthday = '', month = '', weekday = ''] = fields
  if (fields.length !== 5) return null
  const minutes = valuesOf(minute, 0, 59)
  const hours = valuesOf(hour, 0, 23)
  const days = valuesOf(monthday, 1, 31)
  const months = valuesOf(month, 1, 12, monthWords, 1)
  const weekdays = valuesOf(weekday, 0, 7, weekdayWords)
  if (minutes === null || hours === null || days === null || months === null || weekdays === null) return null
  const repeated = repeatedText(minute, hour, minutes, hours)
  const sentence = sentenceOf(daysText(days, weekdays), repeated ?? timesText(minutes, hours), {
    isRepeated: repeated !== null,
  })
  if (months.length === 12) return sentence
  return message('cron.months', {
    sentence,
    months: list.format(months.map((number) => monthNames[number - 1] ?? '')),
  })
}

/** Null: every day. */
function daysText(days: readonly number[], weekdays: readonly number[]): string | null {
  const shown = list.format(days.map(String))
  // Sunday is 0 and 7.
  const unique = [...new Set(weekdays.map((day) => day % 7))]
  const names = list.format(unique.sort(mondayFirst).map((day) => weekdayNames[day] ?? ''))
  const everyDay = days.length === 31
  const everyWeekday = unique.length === 7
  if (everyDay && everyWeekday) return null
  if (everyDay) return message('cron.weekdays', { days: names })
  if (everyWeekday) return message('cron.monthdays', { days: shown })
  return message('cron.monthOrWeekdays', { days: shown, weekdays: names })
}

const mondayFirst = (left: number, right: number): number => ((left + 6) % 7) - ((right + 6) % 7)

/** Times that come round all day long, or through some hours; null: they are told one by one. */
function repeatedText(
  minute: string,
  hour: string,
  minutes: readonly number[],
  hours: readonly number[],
): string | null {
  const everyHour = hours.length === 24
  const step = stepOf(minute, 60)
  if (step !== null && everyHour) return message('cron.everyMinutes', { n: step })
  if (step !== null) return message('cron.everyMinutesBetween', { n: step, hours: hoursText(hours) })
  const onTheHour = minutes.length === 1 && minutes[0] === 0
  const minuteNames = list.format(minutes.map(String))
  if (everyHour)
    return onTheHour ? message('cron.hourlyOnTheHour') : message('cron.hourly', { minutes: minuteNames })
  const hourStep = stepOf(hour, 24)
  if (hourStep === null || hours.length * minutes.length <= mostTimes) return null
  return onTheHour
    ? message('cron.everyHoursOnTheHour', { n: hourStep })
    : message('cron.everyHours', { n: hourStep, minutes: minuteNames })
}

function timesText(minutes: readonly number[], hours: readonly number[]): string {
  if (hours.length * minutes.length > mostTimes)
    return message('cron.inHours', { minutes: list.format(minutes.map(String)), hours: hoursText(hours) })
  const times = hours.flatMap((of) =>
    minutes.map((at) => `${String(of).padStart(2, '0')}:${String(at).padStart(2, '0')}`),
  )
  return message('cron.at', { times: list.format(times) })
}

const hoursText = (hours: readonly number[]): string =>
  list.format(hours.map((number) => String(number).padStart(2, '0')))

/** That it is every day need not be said of what comes round all day long. */
function sentenceOf(days: string | null, times: string, { isRepeated }: { readonly isRepeated: boolean }) {
  if (days === null && isRepeated) return `${times.slice(0, 1).toUpperCase()}${times.slice(1)}`
  return message(isRepeated ? 'cron.sentence.repeated' : 'cron.sentence', {
    ...{ days: days ?? message('cron.daily'), times },
  })
}

/** How far apart the values of `*` and `*` with a step are; null where they are not evenly apart through the whole range. */
function stepOf(field: string, size: number): number | null {
  const [, step = '1'] = /^\*(?:\/(\d+))?$/.exec(field) ?? [field, '0']
  const number = Number(step)
  return number > 0 && size % number === 0 ? number : null
}

/** The values that a field names, in order; null where it is none. */
function valuesOf(
  field: string,
  least: number,
  most: number,
  words: readonly string[] = [],
  firstWord = 0,
): readonly number[] | null {
  const found = new Set<number>()
  const numberOf = (text: string): number => {
    const word = words.indexOf(text.toLowerCase())
    return word >= 0 ? word + firstWord : /^\d+$/.test(text) ? Number(text) : Number.NaN
  }
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/')
    const [from = '', to] = range.split('-')
    const isWhole = range === '*'
    const start = isWhole ? least : numberOf(from)
    const end = isWhole ? most : to !== undefined ? numberOf(to) : step === undefined ? start : most
    const by = step === undefined ? 1 : Number(step)
    if (![start, end, by].every(Number.isInteger) || by < 1 || start < least || end > most || start > end)
      return null
    for (let value = start; value <= end; value += by) found.add(value)
  }
  return [...found].sort((left, right) => left - right)
}

function namesOf(
  options: Intl.DateTimeFormatOptions,
  count: number,
  at: (index: number) => number,
): readonly string[] {
  const format = new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' })
  return Array.from({ length: count }, (_, index) => format.format(at(index)))
}

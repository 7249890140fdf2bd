import type { Format } from '../../messages/format.ts'
import { findMessage, message } from '../../messages/message.ts'

/** What a field of ours is called; the words of its name where no text is known. */
export const fieldLabel = (field: string): string =>
  findMessage(`modelField.${field}`) ?? field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Values of some records, moments as people write them. */
export function samplesText(values: readonly string[], format: Pick<Format, 'moment'>): string {
  if (values.length === 0) return message('mapping.samples.none')
  return values
    .map((value) => (isMoment.test(value) ? format.moment(value) : value))
    .join(message('mapping.samples.between'))
}

const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/

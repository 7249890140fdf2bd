import { message } from '../messages/message.ts'
import { stringifySearch } from '../routing/search-text.ts'
import { useMay } from '../session/session.ts'

/** Links to exactly what is filtered, as files; nothing where the role may not take records away. */
export function ExportLinks({
  path,
  filter,
  label = message('table.export'),
}: {
  /** Of the API: `/api/customers/export`. */
  readonly path: string
  readonly filter: Readonly<Record<string, unknown>>
  /** What stands before the links. */
  readonly label?: string
}) {
  if (!useMay('records:export')) return null
  const address = (format: string): string => `${path}${stringifySearch({ ...filter, format })}`
  return (
    <p className="row small">
      <span className="soft">{label}</span>
      <a href={address('csv')} download>
        {message('table.csv')}
      </a>
      <a href={address('json')} download>
        {message('table.json')}
      </a>
    </p>
  )
}

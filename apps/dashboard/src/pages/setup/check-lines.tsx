import { Badge } from '../../components/badge.tsx'
import { message } from '../../messages/message.ts'

/** One named check. */
export interface CheckLine {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
}

/** Without these a connection is good for nothing; the others can be mended while it stands. */
const necessary: readonly string[] = ['reachable', 'authorised', 'check']

/** Whether a check keeps the connection from being made. */
export const decisive = ({ name, ok }: CheckLine): boolean => !ok && necessary.includes(name)

/** The checks that are done so far. */
export function CheckLines({
  lines,
  running,
}: {
  readonly lines: readonly CheckLine[]
  readonly running: boolean
}) {
  return (
    <section className="card stack-close" aria-labelledby="checks-title">
      <h2 id="checks-title">{message('connect.checks')}</h2>
      <ul className="plain-list check-lines" aria-live="polite">
        {lines.map(({ name, ok, detail }) => (
          <li key={name} className="check-line">
            <Badge tone={ok ? 'good' : 'bad'}>
              {message(ok ? 'connection.check.ok' : 'connection.check.bad')}
            </Badge>
            <span>
              <strong>{name}</strong> <span className="soft">{detail}</span>
            </span>
          </li>
        ))}
      </ul>
      {running ? <p className="soft">{message('connect.checks.running')}</p> : null}
    </section>
  )
}

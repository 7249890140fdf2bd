import { Link } from '@tanstack/react-router'
import { message } from '../../messages/message.ts'
import { StartSync } from '../syncs/start-sync.tsx'

/** What there is to do with a connection first. */
export function Connected({ name }: { readonly name: string }) {
  return (
    <section className="card stack-close" aria-labelledby="connected-title">
      <h2 id="connected-title">{message('connect.done.title', { name })}</h2>
      <p className="reading">{message('connect.done.text')}</p>
      <div className="row">
        <StartSync />
        <Link to="/syncs/connections/$name/mapping" params={{ name }} className="button">
          {message('mapping.open')}
        </Link>
        <Link to="/syncs" className="button">
          {message('connect.done.all')}
        </Link>
      </div>
    </section>
  )
}

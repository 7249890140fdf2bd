import { message } from '../messages/message.ts'
import './state.css'

/** Holds the place of what is being loaded. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden" role="status">
        {message('loading.label')}
      </span>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  )
}

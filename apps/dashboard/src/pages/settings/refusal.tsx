import { problemText } from '../../components/error-state.tsx'

/** Why a change was refused; nothing where it was not. */
export function Refusal({ error }: { readonly error: unknown }) {
  return (
    <div role="alert">
      {error === null || error === undefined ? null : (
        <p className="notice notice-bad">{problemText(error)}</p>
      )}
    </div>
  )
}

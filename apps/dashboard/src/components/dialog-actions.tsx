import { message } from '../messages/message.ts'

/** The buttons of a dialog in which something is done: leaving it, and doing it. `label` says what is done: "Apply 120 changes". */
export function DialogActions({
  label,
  busy = false,
  dangerous = false,
  onDo,
  onClose,
}: {
  readonly label: string
  /** It cannot be done now. */
  readonly busy?: boolean
  readonly dangerous?: boolean
  readonly onDo: () => void
  readonly onClose: () => void
}) {
  return (
    <>
      <button type="button" className="button" onClick={onClose}>
        {message('dialog.cancel')}
      </button>
      <button
        type="button"
        className={dangerous ? 'button button-danger' : 'button button-main'}
        onClick={onDo}
        disabled={busy}
      >
        {label}
      </button>
    </>
  )
}

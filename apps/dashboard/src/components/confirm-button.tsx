import { type ReactNode, useState } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** A button whose click is asked back: `confirm` says what is done, `children` what that means. */
export function ConfirmButton({
  label,
  spoken,
  kind = 'plain',
  title,
  confirm,
  busy = false,
  onConfirm,
  children,
}: {
  readonly label: string
  /** What the button is called where its label alone does not say what is meant. */
  readonly spoken?: string
  readonly kind?: 'plain' | 'main' | 'danger'
  readonly title: string
  readonly confirm: string
  /** It cannot be confirmed now. */
  readonly busy?: boolean
  readonly onConfirm: () => void
  readonly children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={kind === 'plain' ? 'button' : `button button-${kind}`}
        aria-label={spoken}
        onClick={() => setOpen(true)}
      >
        {label}
      </button>
      <ConfirmDialog
        open={open}
        title={title}
        confirm={confirm}
        busy={busy}
        dangerous={kind === 'danger'}
        onConfirm={() => {
          onConfirm()
          setOpen(false)
        }}
        onClose={() => setOpen(false)}
      >
        {children}
      </ConfirmDialog>
    </>
  )
}

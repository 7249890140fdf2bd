import { type ReactNode, useEffect, useId, useRef } from 'react'
import { message } from '../messages/message.ts'
import './dialog.css'

/** A dialog of the browser's own: it keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog({
  open,
  title,
  onClose,
  children,
  actions,
}: {
  readonly open: boolean
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons; without any there is one that closes. */
  readonly actions?: ReactNode
}) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (open && element.current?.open === false) element.current.showModal()
    if (!open && element.current?.open === true) element.current.close()
  }, [open])
  return (
    <dialog ref={element} className="dialog" aria-labelledby={titleId} onClose={onClose}>
      {open ? (
        <div className="dialog-body">
          <h2 id={titleId}>{title}</h2>
          {children}
          <div className="row dialog-actions">
            {actions ?? (
              <button type="button" className="button" onClick={onClose}>
                {message('dialog.close')}
              </button>
            )}
          </div>
        </div>
      ) : null}
    </dialog>
  )
}

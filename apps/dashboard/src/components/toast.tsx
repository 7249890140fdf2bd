import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { message } from '../messages/message.ts'
import './toast.css'

interface Shown {
  readonly id: number
  readonly text: string
  readonly bad: boolean
}

/** Says something in passing: what was done, or what was refused. */
export interface Toaster {
  say(text: string): void
  /** Stays until it is dismissed, and interrupts who listens. */
  warn(text: string): void
}

const Context = createContext<Toaster | null>(null)
const shownMs = 6_000

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([])
  const dismiss = useCallback((id: number): void => setShown((all) => all.filter((one) => one.id !== id)), [])
  const toaster = useMemo((): Toaster => {
    let last = 0
    const show = (text: string, bad: boolean): void => {
      last += 1
      const id = last
      setShown((all) => [...all, { id, text, bad }])
      if (!bad) setTimeout(() => dismiss(id), shownMs)
    }
    return { say: (text) => show(text, false), warn: (text) => show(text, true) }
  }, [dismiss])
  return (
    <Context value={toaster}>
      {children}
      <section className="toasts" aria-label={message('toast.region')}>
        <div aria-live="polite">{shown.filter(({ bad }) => !bad).map(toast(dismiss))}</div>
        <div aria-live="assertive">{shown.filter(({ bad }) => bad).map(toast(dismiss))}</div>
      </section>
    </Context>
  )
}

const toast = (dismiss: (id: number) => void) => (one: Shown) => (
  <div key={one.id} className="toast" data-bad={one.bad}>
    <p>{one.text}</p>
    <button type="button" className="button button-plain" onClick={() => dismiss(one.id)}>
      {message('toast.close')}
    </button>
  </div>
)

export function useToast(): Toaster {
  const toaster = useContext(Context)
  if (toaster === null) throw new Error('useToast is used outside ToastProvider')
  return toaster
}

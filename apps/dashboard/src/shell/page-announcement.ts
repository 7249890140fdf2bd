import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'

/** Puts the focus on the heading of a page that was gone to, so that it is read out and the keyboard goes on from there. */
export function usePageAnnouncement(): void {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation !== undefined) document.getElementById('page-title')?.focus()
      }),
    [router],
  )
}

/** The title of the window; null leaves it to somebody else. */
export function usePageTitle(title: string | null): void {
  useEffect(() => {
    if (title !== null) document.title = title
  }, [title])
}

import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useMatches, useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import icon from '../design/icon.svg'
import { message, named } from '../messages/message.ts'
import { useSession } from '../session/session.ts'
import { signOut } from '../session/sign-out.ts'
import { ShortcutHelp } from '../shortcuts/shortcut-help.tsx'
import { useShortcuts } from '../shortcuts/use-shortcuts.ts'
import { ThemeChoice } from '../theme/theme-choice.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { destinations } from './destinations.ts'
import { Forbidden } from './forbidden.tsx'
import { usePageAnnouncement, usePageTitle } from './page-announcement.ts'

/** What stands around every page for somebody who is signed in. */
export function Shell() {
  const { permissions } = useSession()
  const [helpOpen, setHelpOpen] = useState(false)
  useShortcuts(permissions, () => setHelpOpen(true))
  usePageAnnouncement()
  const pages = useMatches({ select: (matches) => matches.map(({ staticData }) => staticData) })
  const needed = pages.flatMap(({ permission }) => permission ?? [])
  const title = pages.findLast((page) => page.title !== undefined)?.title
  usePageTitle(title === undefined ? null : message('app.title', { page: message(title) }))
  const allowed = needed.every((permission) => permissions.some((one) => one === permission))
  return (
    <>
      <a className="skip-link" href="#content">
        {message('shell.skip')}
      </a>
      <div className="shell">
        <div className="shell-column">
          <Side onHelp={() => setHelpOpen(true)} />
        </div>
        <main id="content" className="shell-main" tabIndex={-1}>
          <ConnectionBanner />
          {allowed ? <Outlet /> : <Forbidden />}
        </main>
      </div>
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </>
  )
}

function Side({ onHelp }: { readonly onHelp: () => void }) {
  const [open, setOpen] = useState(false)
  const pathname = useRouterState({ select: ({ location }) => location.pathname })
  const previous = useRef(pathname)
  useEffect(() => {
    if (previous.current !== pathname) setOpen(false)
    previous.current = pathname
  }, [pathname])
  return (
    <div className="shell-side" data-open={open}>
      <div className="shell-top">
        <Link to="/" className="brand">
          <img src={icon} alt="" />
          {message('app.name')}
        </Link>
        <button
          type="button"
          className="button shell-menu"
          aria-expanded={open}
          aria-controls="navigation"
          onClick={() => setOpen(!open)}
        >
          {message('shell.menu')}
        </button>
      </div>
      <Navigation />
      <Foot onHelp={onHelp} />
    </div>
  )
}

function Navigation() {
  const { permissions } = useSession()
  return (
    <nav id="navigation" className="shell-nav" aria-label={message('shell.navigation')}>
      <ul className="plain-list">
        {destinations
          .filter(({ permission }) => permissions.some((one) => one === permission))
          .map(({ to, label }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                {message(label)}
              </Link>
            </li>
          ))}
      </ul>
    </nav>
  )
}

function Foot({ onHelp }: { readonly onHelp: () => void }) {
  const { user, role, workspace } = useSession()
  const router = useRouter()
  const client = useQueryClient()
  return (
    <div className="shell-foot">
      <ThemeChoice />
      <div className="who">
        <p>{user.name}</p>
        <p className="soft">
          {message('shell.role', { role: named('role', role), workspace: workspace.name })}
        </p>
      </div>
      <button type="button" className="button" onClick={onHelp}>
        {message('shell.shortcuts')}
      </button>
      <button type="button" className="button" onClick={() => signOut(client, router)}>
        {message('shell.signOut')}
      </button>
    </div>
  )
}

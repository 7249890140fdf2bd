import './design/tokens.css'
import './design/base.css'
import './design/layout.css'
import './design/controls.css'
import './design/shell.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { ToastProvider } from './components/toast.tsx'
import { createPageRouter } from './router.tsx'
import { sessionQuery } from './session/session.ts'

// A session that ended: the guard of the pages sends to the door, with the way back.
const queryClient = createQueryClient((client) => {
  client.setQueryData(sessionQuery.queryKey, null)
  void router.invalidate()
})
const router = createPageRouter(queryClient)
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ToastProvider>
        <RouterProvider router={router} />
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
)

export { createApp } from './app.ts'
export type { Server } from './server.ts'
export { type RunningServer, type ServerOptions, startServer } from './start-server.ts'

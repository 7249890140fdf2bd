import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { CommandError } from '../command-error.ts'

/** Lines that begin so are for the person who writes, and not sent. */
const remark = '#'

/** What a person wrote in the editor of their choice, which is shown some lines as remarks. */
export async function writtenInEditor(about: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rapport-reply-'))
  const file = path.join(folder, 'reply.txt')
  try {
    const remarks = [
      'Write the reply above; lines that begin with # are not sent. Empty: nothing is sent.',
      ...about,
    ]
    await writeFile(file, `\n${remarks.map((line) => `${remark} ${line}`).join('\n')}\n`, { mode: 0o600 })
    await edit(file)
    const lines = (await readFile(file, 'utf8')).split(/\r?\n/)
    return lines.filter((line) => !line.startsWith(remark)).join('\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function edit(file: string): Promise<void> {
  const command =
    process.env.VISUAL || process.env.EDITOR || (process.platform === 'win32' ? 'notepad' : 'vi')
  // Editors are often set with options, such as "code --wait".
  const [program = '', ...options] = command.split(/\s+/)
  const child = spawn(program, [...options, file], { stdio: 'inherit' })
  await new Promise<void>((resolve, reject) => {
    const failed = (why: string) =>
      reject(
        new CommandError(`the editor "${command}" ${why}: set EDITOR, or give the reply with --text-file`),
      )
    child.on('error', (error) => failed(`cannot be started (${error.message})`))
    child.on('exit', (code) => (code === 0 ? resolve() : failed(`ended with ${code}`)))
  })
}

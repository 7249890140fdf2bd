/** Why a file cannot be written, by the system's code. */
const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'no permission to write it',
  EPERM: 'no permission to write it',
  EROFS: 'no permission to write it',
  EISDIR: 'it is a folder: give a file',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
}

/** An error that may be one of the operating system. */
interface SystemError extends Error {
  readonly code?: unknown
}

/** Says why something cannot be written. */
export function unwritable({ code, message }: SystemError): string {
  return code === undefined ? message : (reasons[String(code)] ?? String(code))
}

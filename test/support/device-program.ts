import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A device program in a process of its own. */
export type DeviceProgram = AsyncDisposable & {
  /** What it says as soon as this is among it, with its groups. */
  says(words: RegExp): Promise<RegExpMatchArray>
  /** Its exit code. */
  ends(): Promise<number | null>
}

/** Runs `device.js` of a folder with these variables. */
export function startDeviceProgram(folder: string, environment: Record<string, string>): DeviceProgram {
  const program = spawn(process.execPath, ['device.js'], { cwd: folder, env: environment })
  let said = ''
  const listeners = new Set<() => void>()
  const hear = (text: unknown) => {
    said += String(text)
    for (const listener of listeners) listener()
  }
  program.stdout.on('data', hear)
  program.stderr.on('data', hear)
  const exited = once(program, 'exit')
  return {
    async says(words) {
      for (;;) {
        const match = words.exec(said)
        if (match) return match
        const heard = new Promise<void>(resolve => listeners.add(resolve))
        await Promise.race([heard, exited])
        if (program.exitCode !== null && !words.test(said))
          throw new Error(`the device ended without saying ${words}: ${said}`)
      }
    },
    async ends() {
      await exited
      return program.exitCode
    },
    async [Symbol.asyncDispose]() {
      program.kill()
      await exited
    },
  }
}

/**
 * Loaded before each test file: ends a file that does not end by itself, and says what kept it alive. The runner's own
 * time limit fails a test but leaves a process with open sockets or timers running for ever.
 */
const FILE_MS_MAX = 600_000

setTimeout(() => {
  console.error(
    `not finished after ${FILE_MS_MAX / 1000} s, still open: ${process.getActiveResourcesInfo().join(', ')}`,
  )
  process.exit(1)
}, FILE_MS_MAX).unref()

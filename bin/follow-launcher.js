/**
 * Loaded before the program when the launcher runs it as a child: ends it when the launcher is gone without a word
 * (killed hard), so that no server stays behind holding its port.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))
process.channel?.unref()

type Value = string | number | { [key: string]: Value }

/** A database in the MaxMind format that says the same of every IPv4 address: one node, both ways of which lead there. */
export function placeDatabase(entry: Value): Buffer {
  const nodes = 1
  const toFirstEntry = nodes + 16
  const record = Buffer.from([0, 0, toFirstEntry])
  const metadata = {
    ...{ node_count: nodes, record_size: 24, ip_version: 4, database_type: 'City', description: {} },
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 0 },
  }
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')])
  return Buffer.concat([record, record, Buffer.alloc(16), encoded(entry), marker, encoded(metadata)])
}

/** Texts below 29 bytes, numbers below 256 and maps below 29 keys, which need one control byte. */
function encoded(value: Value): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'number') return Buffer.concat([control(6, 1), Buffer.from([value])])
  const entries = Object.entries(value)
  return Buffer.concat([
    control(7, entries.length),
    ...entries.flatMap(([key, item]) => [encoded(key), encoded(item)]),
  ])
}

function control(type: number, size: number): Buffer {
  return Buffer.from([(type << 5) | size])
}

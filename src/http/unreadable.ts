import { isNativeError } from 'node:util/types';
import { codeOf } from '../text/code-of';

/** Why what came on a connection is no request: `large` if its headers are. Node answers it by itself, and closes. */
export type Unreadable = 'tls' | 'large' | 'malformed';

const TLS_HANDSHAKE = 0x16;

/** Reads that off an error of a connection; undefined if it is of another kind. */
export function whyUnreadable(error: unknown): Unreadable | undefined {
  const code = codeOf(error);
  if (code === 'HPE_HEADER_OVERFLOW') return 'large';
  if (!code.startsWith('HPE_')) return undefined;
  const bytes: unknown = isNativeError(error) && Reflect.get(error, 'rawPacket');
  return Buffer.isBuffer(bytes) && bytes[0] === TLS_HANDSHAKE ? 'tls' : 'malformed';
}

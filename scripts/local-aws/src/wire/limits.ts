/** What one client may ask of the server before it is turned away, so that none can fill or block it. */
export interface WireLimits {
  /** Bytes of a request's headers, its path and query among them. */
  readonly maxHeaderBytes: number;
  /** Bytes of the body of a call. S3's objects are streamed and have no limit. */
  readonly maxBodyBytes: number;
  /** Bytes of all bodies of calls that are under way. */
  readonly maxPendingBytes: number;
  readonly maxConnections: number;
  /** Milliseconds from a connection to its first request's bytes, or to the end of its TLS handshake. */
  readonly handshakeMs: number;
  /** Milliseconds that the headers of a request may take to arrive. */
  readonly headersMs: number;
  /** Milliseconds without a byte after which a request that has not arrived whole is cut off. */
  readonly stalledMs: number;
  /** Milliseconds that a connection without a request is kept. */
  readonly idleMs: number;
}

export const defaultLimits: WireLimits = {
  maxHeaderBytes: 32 * 1024,
  // PutRecords takes 10 MiB of data and keys, a third more in base64, and its JSON around them.
  maxBodyBytes: 16 * 1024 * 1024,
  maxPendingBytes: 512 * 1024 * 1024,
  maxConnections: 2000,
  handshakeMs: 10_000,
  headersMs: 20_000,
  stalledMs: 30_000,
  // Longer than the SDKs keep a connection, so that it is they who close it and no request meets a closing one.
  idleMs: 75_000,
};

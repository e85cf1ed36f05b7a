import { isIP } from 'node:net';
import { LocalAwsError } from '../errors.js';
import { type HttpAnswer, type HttpRequest, header, hostnameOf, requestHostname } from './http.js';

/** The names that this server is called by, in `Host` and in the `Origin` of a page. */
export interface OwnNames {
  /** The address that the server is bound to. */
  readonly host: string;
  /** More of them: a name, or `*.name` for all below it. */
  readonly allowed?: readonly string[];
}

/** @throws LocalAwsError `InvalidOption` where one of them can be no host name. */
export function allowedNames(names: readonly string[]): readonly string[] {
  for (const name of names)
    if (!/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name) && isIP(name) === 0)
      throw new LocalAwsError(
        'InvalidOption',
        `An allowed host must be a name such as aws.test, *.aws.test or an address, without a port; it was '${name}'.`,
      );
  return names.map((name) => name.toLowerCase());
}

/**
 * A page in the user's browser can reach a server on loopback: with a name of its own that resolves there (DNS
 * rebinding, told by `Host`), or directly (told by `Origin`). Both are turned away, unless the name is allowed.
 */
export function refusal(request: HttpRequest, names: OwnNames): HttpAnswer | undefined {
  const hostname = requestHostname(request);
  if (!hostname || !isOwnName(hostname, names))
    return refuse(
      `The Host ${hostname ?? '(none)'} is not one of this server's; call it by ${names.host} or localhost, or allow that name with --allow-host.`,
    );
  const origin = header(request, 'origin');
  if (origin === undefined) return undefined;
  const originHost = hostnameOf(origin.replace(/^[a-z]+:\/\//i, ''));
  if (originHost && isOwnName(originHost, names)) return undefined;
  return refuse(
    `Requests from pages of ${origin} are not answered, only those from this machine; --allow-host lets others in.`,
  );
}

/** Loopback by name or number, the bound address, and buckets in front of `localhost` (S3's virtual hosts). */
function isOwnName(hostname: string, { host, allowed = [] }: OwnNames): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === host.toLowerCase())
    return true;
  if (hostname === '::1' || (isIP(hostname) === 4 && hostname.startsWith('127.'))) return true;
  if (isAnyAddress(host) && isIP(hostname) !== 0) return true;
  return allowed.some((name) =>
    name.startsWith('*.') ? hostname.endsWith(name.slice(1)) : hostname === name,
  );
}

/** Bound to every interface: any of the machine's addresses is its own, names are not. */
const isAnyAddress = (host: string) => host === '0.0.0.0' || host === '::';

const refuse = (message: string): HttpAnswer => ({
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ __type: 'AccessDeniedException', message }),
});

import { randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import type { Extension } from 'pkijs';

/** A certificate and its private key, both as PEM text. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Apple's clients take no certificate that is valid for longer than 398 days. */
const validDays = 397;
/** A certificate is made anew when it has no more than this left. */
const renewalDays = 30;

/** Object identifiers: commonName, the extensions, and what the key is for. */
const oid = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

const dnsNames = ['localhost', '*.localhost'];
const addresses = [
  [127, 0, 0, 1],
  [...Array<number>(15).fill(0), 1],
];
const digitalSignature = 0b1000_0000;
const dnsType = 2;
const addressType = 7;

/**
 * A self-signed certificate for this machine's own names: `localhost`, everything below it (S3's virtual hosts),
 * and the loopback addresses. It is no authority: whoever trusts it trusts this one key, for these names only.
 *
 * @param nowMs milliseconds since the Unix epoch, as the clients see it.
 */
export async function createCertificate(nowMs: number): Promise<KeyPair> {
  // Loaded where a certificate has to be made, which is about once a year.
  const libraries = await loadLibraries();
  const { pki, asn1 } = libraries;
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const certificate = new pki.Certificate();
  const serial = randomBytes(16);
  serial[0] = 1 + ((serial[0] ?? 0) % 127);
  certificate.version = 2;
  certificate.serialNumber = new asn1.Integer({ valueHex: serial });
  for (const name of [certificate.subject, certificate.issuer])
    name.typesAndValues.push(
      new pki.AttributeTypeAndValue({
        type: oid.commonName,
        value: new asn1.Utf8String({ value: 'local-aws on this machine' }),
      }),
    );
  certificate.notBefore.value = new Date(nowMs - dayMs);
  certificate.notAfter.value = new Date(nowMs + (validDays - 1) * dayMs);
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey);
  certificate.extensions = extensionsOf(libraries, await certificate.getKeyHash('SHA-1'));
  await certificate.sign(keys.privateKey, 'SHA-256');
  return {
    cert: pem('CERTIFICATE', certificate.toSchema().toBER()),
    key: pem('PRIVATE KEY', await subtle.exportKey('pkcs8', keys.privateKey)),
  };
}

const loadLibraries = async () => ({ pki: await import('pkijs'), asn1: await import('asn1js') });

type Libraries = Awaited<ReturnType<typeof loadLibraries>>;

function extensionsOf({ pki, asn1 }: Libraries, keyHash: ArrayBuffer): Extension[] {
  const names = [
    ...dnsNames.map((value) => new pki.GeneralName({ type: dnsType, value })),
    ...addresses.map(
      (value) =>
        new pki.GeneralName({
          type: addressType,
          value: new asn1.OctetString({ valueHex: Uint8Array.from(value) }),
        }),
    ),
  ];
  const extension = (extnID: string, critical: boolean, value: { toBER(): ArrayBuffer }) =>
    new pki.Extension({ extnID, critical, extnValue: value.toBER() });
  return [
    extension(oid.basicConstraints, true, new pki.BasicConstraints({ cA: false }).toSchema()),
    extension(
      oid.keyUsage,
      true,
      new asn1.BitString({ valueHex: Uint8Array.of(digitalSignature), unusedBits: 7 }),
    ),
    extension(
      oid.extendedKeyUsage,
      false,
      new pki.ExtKeyUsage({ keyPurposes: [oid.serverAuthentication] }).toSchema(),
    ),
    extension(oid.subjectAlternativeName, false, new pki.GeneralNames({ names }).toSchema()),
    extension(oid.subjectKeyIdentifier, false, new asn1.OctetString({ valueHex: keyHash })),
  ];
}

/** Whether a certificate will do for a while, and for the names that this one is made for. */
export function isUsable({ cert, key }: KeyPair, nowMs: number): boolean {
  try {
    const certificate = new X509Certificate(cert);
    const from = Date.parse(certificate.validFrom);
    const to = Date.parse(certificate.validTo);
    return (
      key !== '' &&
      from <= nowMs &&
      nowMs < to - renewalDays * dayMs &&
      dnsNames.every((name) => certificate.checkHost(name))
    );
  } catch {
    return false;
  }
}

function pem(label: string, bytes: ArrayBuffer): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

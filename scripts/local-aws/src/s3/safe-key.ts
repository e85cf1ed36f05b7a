/**
 * Whether a key can be a file below its bucket's folder: keys are paths there, so `..` would lead out of it, and
 * names like those of the library's own files would overwrite them.
 */
export function isSafeKey(key: string): boolean {
  if (key === '' || key.includes('\0') || key.includes('._S3rver_')) return false;
  return key.split('/').every((segment) => segment !== '.' && segment !== '..');
}

/** Whether a name can be a bucket: AWS's letters, and so never a path. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
}

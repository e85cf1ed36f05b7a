/**
 * Where github.com has the file itself that a page of it shows, `https://github.com/OWNER/REPOSITORY/blob/REF/PATH`;
 * undefined for any other address.
 */
export function rawGithubUrl(url: URL): URL | undefined {
  if (url.hostname !== 'github.com' && url.hostname !== 'www.github.com') return undefined;
  const match = /^\/([^/]+)\/([^/]+)\/(?:blob|raw)\/(.+)$/.exec(url.pathname);
  return match ? new URL(`https://raw.githubusercontent.com/${match[1]}/${match[2]}/${match[3]}`) : undefined;
}

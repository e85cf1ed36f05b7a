/** An element's attributes; those that are undefined are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of XML 1.0 on lines of its own; text content stays on one line with its tags. */
export function element(
  name: string,
  attributes: Attributes,
  content: string | readonly string[] = '',
): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const start = [name, ...given.map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)].join(
    ' ',
  );
  if (typeof content === 'string') {
    return content === '' ? `<${start}/>` : `<${start}>${escapeXml(content)}</${name}>`;
  }
  if (content.length === 0) return `<${start}/>`;
  return `<${start}>\n${content.join('\n')}\n</${name}>`;
}

/**
 * Text as XML. What XML 1.0 cannot hold even escaped (control characters, halves of surrogate pairs, U+FFFE and
 * U+FFFF) becomes U+FFFD, the sign for a character that cannot be shown.
 */
export function escapeXml(text: string): string {
  return text
    .replace(unwritable, '\ufffd')
    .replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;' })[character] ?? '&gt;')
    .replace(/\r/g, '&#13;');
}

const unwritable = /(?![\t\n\r])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu;

/** A reader would make one space of each line break or tab in an attribute, were they not references. */
function escapeAttribute(text: string): string {
  return escapeXml(text)
    .replace(/"/g, '&quot;')
    .replace(/[\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

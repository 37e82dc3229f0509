/** Encodes a part of a path or a query as signatures have it (RFC 3986): more than `encodeURIComponent` does. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

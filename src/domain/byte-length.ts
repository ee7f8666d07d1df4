/** Data with a size on the wire: text, a buffer or a view of one, a blob. */
export type Sized = string | { readonly byteLength: number } | { readonly size: number };

/** The number of payload bytes that sending `data` takes; text counts as UTF-8. Allocates nothing. */
export function byteLengthOf(data: Sized): number {
  if (typeof data === 'string') return utf8Length(data);
  return 'byteLength' in data ? data.byteLength : data.size;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4;
      index += 1;
    } else bytes += 3; // A lone surrogate is sent as U+FFFD, which also takes three bytes.
  }
  return bytes;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;

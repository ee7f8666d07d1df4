const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const LENGTH = 18;

/** 108 random bits, for a sender, an epoch or a tag. */
export const randomText = (): string => {
  let text = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) text += ALPHABET[byte & 63];
  return text;
};
